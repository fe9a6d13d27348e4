local metrics = require "metrics"

local _M = {}
local http = metrics.namespace("http")

local function bump(t, key)
    local n = t[key]
    t[key] = n and n + 1 or 1
end

function _M.log()
    local status = ngx.status
    if status == 499 then
        return
    end
    http.total = http.total + 1
    bump(http.by_code, tostring(status))
end

return _M
