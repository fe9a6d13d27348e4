local _M = {
    max_downloads = 0,
    mirror = "none",
}

function _M.configure(opts)
    for name, value in pairs(opts) do
        _M[name] = value
    end
end

return _M
