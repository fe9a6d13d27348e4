local setmetatable = setmetatable

local mt = {
    __call = function(self, by)
        self.value = self.value + (by or 1)
        return self.value
    end,
    __tostring = function(self)
        return self.label .. "=" .. self.value
    end,
}

return function(label)
    return setmetatable({ label = label, value = 0 }, mt)
end
