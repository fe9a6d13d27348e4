local Base = require "quota.base"

local Daily = setmetatable({}, { __index = Base })
Daily.__index = Daily

function Daily.new(opts)
    local self = Base.init(Daily, opts)
    self.unit = opts.unit or "calls"
    return self
end

function Daily:describe()
    return string.format("%s: %d %s left", self.name, self:left(), self.unit)
end

return Daily
