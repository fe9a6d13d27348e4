local _M = {}

local counter = 0

function _M.main()
    counter = counter + 1
    return counter
end

function _M.shared()
    local count, err = ngx.shared.counters:incr("counter", 1, 0)
    return count or err
end

return _M
