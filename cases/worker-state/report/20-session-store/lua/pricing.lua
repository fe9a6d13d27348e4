local new_store = require "store"

local list = { a = 5, b = 7 }

local _M = {}

-- memo for this request only
local function memo()
    local ctx = ngx.ctx
    if not ctx.price_memo then
        ctx.price_memo = new_store(60)
    end
    return ctx.price_memo
end

function _M.price(sku)
    local m = memo()
    local p = m.get(sku)
    if not p then
        p = list[sku]
        m.set(sku, p)
    end
    return p
end

function _M.lookups()
    return memo().size()
end

return _M
