local ledger = require "ledger"

local _M = {}

local function fraud_check(seconds)
    ngx.sleep(seconds)
    return true
end

function _M.transfer()
    local amount = tonumber(ngx.var.arg_amount) or 1
    local before = ledger.read("savings")
    if before < amount then
        ngx.say("not enough")
        return
    end
    if not fraud_check(tonumber(ngx.var.arg_wait) or 0.01) then
        return ngx.exit(403)
    end
    ledger.write("savings", before - amount)
    ledger.add("checking", amount)
    ngx.say("moved ", amount, ", total ", ledger.total())
end

function _M.total()
    ngx.say("total ", ledger.total())
end

return _M
