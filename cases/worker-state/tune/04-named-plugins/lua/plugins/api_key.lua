local _M = { PRIORITY = 1000 }

function _M.access()
    if not ngx.var.arg_key then
        return 401, "no key"
    end
end

return _M
