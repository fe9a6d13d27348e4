local registry = require "metrics.registry"

local requests = registry.counter("http_requests_total", "Requests by page", "page")
local sent = registry.counter("http_sent_total", "Responses by status", "status")

local _M = {}

function _M.log()
    requests:inc(ngx.var.uri)
    sent:inc(tostring(ngx.status))
end

return _M
