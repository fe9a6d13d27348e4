local _M = {}

local base_url

local function base()
    base_url = base_url or (ngx.var.scheme .. "://" .. ngx.var.host)
    return base_url
end

function _M.absolute(path, args)
    local url = base() .. path
    if args then
        url = url .. "?" .. ngx.encode_args(args)
    end
    return url
end

function _M.page(n)
    return _M.absolute("/items", { page = n })
end

return _M
