local idempotency = require "idempotency"

local _M = {}

local OPENING = 100

local function charge(args)
    local amount = tonumber(args.amount)
    if not amount or amount <= 0 then
        return 422, "bad amount"
    end
    local left, err = ngx.shared.ledger:incr(args.account, -amount, OPENING)
    if not left then
        return 500, err
    end
    return 200, "charged " .. amount .. ", balance " .. left
end

local pay = idempotency.wrap(charge)

function _M.serve()
    local status, body = pay(ngx.req.get_uri_args())
    ngx.status = status
    ngx.say(body)
end

return _M
