local breaker = require "breaker"

local _M = {}

local function charge(card, amount)
    if card == "broken" then
        return nil, "gateway timeout"
    end
    return "charged " .. amount
end

function _M.pay()
    local args = ngx.req.get_uri_args()
    local res, err = breaker.call("bank", charge, args.card, args.amount or "1")
    if not res then
        ngx.status = err == "circuit open" and 503 or 504
        ngx.say(err)
        return
    end
    ngx.say(res)
end

return _M
