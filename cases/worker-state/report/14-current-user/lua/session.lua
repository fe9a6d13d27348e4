local _M = {
    user = false,
}

local known = { ann = true, eve = true, bob = true }

function _M.begin(name)
    if not name or not known[name] then
        return ngx.exit(ngx.HTTP_FORBIDDEN)
    end
    _M.user = name
end

function _M.require_user()
    if not _M.user then
        return nil, "not logged in"
    end
    return _M.user
end

return _M
