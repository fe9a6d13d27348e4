local setmetatable = setmetatable

local Base = {}
Base.__index = Base

function Base.init(class, opts)
    return setmetatable({
        name = opts.name,
        max = opts.max or 10,
        used = 0,
    }, class)
end

function Base:take(n)
    if self.used + n > self.max then
        return nil, "quota exceeded"
    end
    self.used = self.used + n
    return true
end

function Base:left()
    return self.max - self.used
end

return Base
