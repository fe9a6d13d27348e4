local tenants = require "tenants"

local _M = {}

local settings

local function tenant()
    return ngx.var.arg_shop or ngx.var.host
end

local function get_settings()
    settings = settings or tenants.load(tenant())
    return settings
end

function _M.title()
    return get_settings().title
end

function _M.css()
    local s = get_settings()
    return "/* " .. _M.title() .. " */ a { color: " .. s.accent .. " }"
end

return _M
