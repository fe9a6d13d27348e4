local _M = {}

local roles = { ann = "admin", eve = "guest" }
local current = {}

function _M.open()
    local user = ngx.var.arg_user
    if not roles[user] then
        return ngx.exit(401)
    end
    current.user = user
    current.role = roles[user]
end

function _M.user()
    return current.user
end

function _M.is_admin()
    return current.role == "admin"
end

return _M
