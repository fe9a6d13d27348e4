local Cart = require "cart"

local _M = {}

local prices = { tea = 3, rice = 2, figs = 5 }
local CURRENCY = "EUR"

function _M.access()
    local ctx = ngx.ctx
    ctx.cart = Cart.new(CURRENCY)
    ctx.visitor = ngx.var.arg_user or "guest"
end

function _M.content()
    local ctx = ngx.ctx
    local cart = ctx.cart
    for name, n in (ngx.var.arg_items or ""):gmatch("(%a+):(%d+)") do
        if prices[name] then
            cart:add(name, prices[name], tonumber(n))
        end
    end
    ngx.sleep(0.1)
    if ctx.visitor ~= "guest" then
        cart:discount(10)
    end
    ngx.say(ctx.visitor, ": ", table.concat(cart.lines, ", "))
    ngx.say(cart.total, " ", cart.currency)
end

return _M
