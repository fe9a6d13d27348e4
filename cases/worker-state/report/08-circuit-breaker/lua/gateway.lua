local breaker = require "breaker"

local services = { billing = "/_billing" }

local _M = {}

function _M.call(svc, fail)
    local uri = services[svc]
    if not uri then
        return 404, "unknown service"
    end
    local b = breaker.of(svc)
    if not b:allows() then
        return 503, "circuit open"
    end
    local res = ngx.location.capture(uri, { args = { fail = fail and "1" or "0" } })
    local ok = res.status < 500
    b:report(ok)
    return res.status, ok and res.body or "upstream failed"
end

return _M
