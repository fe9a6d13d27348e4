local wrap, yield = coroutine.wrap, coroutine.yield

local _M = {}

local function sequence(prefix, start)
    return wrap(function()
        local n = start
        while true do
            n = n + 1
            yield(prefix .. n)
        end
    end)
end

local next_order = sequence("order-", 1000)

function _M.order()
    return next_order()
end

return _M
