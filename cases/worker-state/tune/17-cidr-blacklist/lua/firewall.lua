local cidr = require "cidr"

local _M = {}
local denied = {}

function _M.deny()
    local range = ngx.var.arg_range
    if not range then
        return ngx.exit(400)
    end
    table.insert(denied, range)
    ngx.say("denied ", range)
end

function _M.access()
    local ip = ngx.var.arg_ip or ngx.var.remote_addr
    for _, range in ipairs(denied) do
        if cidr.contains(range, ip) then
            return ngx.exit(403)
        end
    end
end

function _M.test()
    local inside = cidr.contains(ngx.var.arg_range, ngx.var.arg_ip)
    ngx.say(inside and "inside" or "outside")
end

return _M
