local min = math.min
local now = ngx.now

local _M = {}

-- a function that says whether `cost` may be spent, and how long to wait if not
function _M.new(capacity, per_second)
    local tokens = capacity
    local updated = now()

    local function refill()
        local t = now()
        tokens = min(capacity, tokens + (t - updated) * per_second)
        updated = t
    end

    return function(cost)
        refill()
        if tokens < cost then
            return false, (cost - tokens) / per_second
        end
        tokens = tokens - cost
        return true
    end
end

return _M
