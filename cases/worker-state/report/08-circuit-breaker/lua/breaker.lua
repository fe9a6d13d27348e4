local Breaker = {}
Breaker.__index = Breaker

local THRESHOLD, COOLDOWN = 3, 60

local breakers = {}

local on_result = {
    closed = function(self, ok)
        self.failures = ok and 0 or self.failures + 1
        if self.failures >= THRESHOLD then
            self:enter("open")
        end
    end,
    half_open = function(self, ok)
        self:enter(ok and "closed" or "open")
    end,
    open = function() end,
}

function Breaker:enter(state)
    self.state = state
    self.since = ngx.now()
    if state == "closed" then
        self.failures = 0
    end
end

function Breaker:allows()
    if self.state == "open" and ngx.now() - self.since > COOLDOWN then
        self:enter("half_open")
    end
    return self.state ~= "open"
end

function Breaker:report(ok)
    on_result[self.state](self, ok)
end

local _M = {}

function _M.of(name)
    local b = breakers[name]
    if not b then
        b = setmetatable({ state = "closed", failures = 0, since = 0 }, Breaker)
        breakers[name] = b
    end
    return b
end

return _M
