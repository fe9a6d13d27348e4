local now = ngx.now

local _M = {}

local MAX_FAILURES = 3
local OPEN_SECONDS = 60
local breakers = {}

local function get(name)
    local b = breakers[name]
    if not b then
        b = { state = "closed", failures = 0, open_until = 0 }
        breakers[name] = b
    end
    return b
end

local function on_success(b)
    b.state = "closed"
    b.failures = 0
end

local function on_failure(b)
    b.failures = b.failures + 1
    if b.failures >= MAX_FAILURES then
        b.state = "open"
        b.open_until = now() + OPEN_SECONDS
    end
end

function _M.call(name, fn, ...)
    local b = get(name)
    if b.state == "open" then
        if now() < b.open_until then
            return nil, "circuit open"
        end
        b.state = "half-open"
    end
    local res, err = fn(...)
    if res then
        on_success(b)
    else
        on_failure(b)
    end
    return res, err
end

return _M
