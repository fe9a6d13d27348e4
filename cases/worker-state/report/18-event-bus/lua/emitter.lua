local Emitter = {}
Emitter.__index = Emitter

function Emitter.new()
    return setmetatable({ listeners = {} }, Emitter)
end

function Emitter:on(event, fn)
    local list = self.listeners[event]
    if not list then
        list = {}
        self.listeners[event] = list
    end
    list[#list + 1] = fn
end

function Emitter:emit(event, ...)
    local results = {}
    for _, fn in ipairs(self.listeners[event] or {}) do
        results[#results + 1] = fn(...)
    end
    return results
end

function Emitter:count(event)
    return #(self.listeners[event] or {})
end

return Emitter
