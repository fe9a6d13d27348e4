local events = require "events"
require "warehouse"

local _M = {}

local shelf = { apples = 12, pears = 7 }

local function forward(event, ...)
    return events.emit(event, ...)
end

function _M.buy()
    local item = ngx.var.arg_item
    local n = tonumber(ngx.var.arg_n) or 1
    if not shelf[item] then
        return ngx.exit(404)
    end
    if shelf[item] < n then
        ngx.say("sold out")
        return
    end
    forward("sold", shelf, item, n)
    ngx.say("bought ", n, " ", item)
end

function _M.stock()
    ngx.say("apples ", shelf.apples, ", pears ", shelf.pears)
end

return _M
