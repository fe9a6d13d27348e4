local Context = require "lapp.context"

local App = {}
App.__index = App

function App.new()
    return setmetatable({
        stack = {},
        routes = {},
    }, App)
end

function App:use(fn)
    self.stack[#self.stack + 1] = fn
    return self
end

function App:get(path, fn)
    self.routes[path] = fn
    return self
end

function App:run()
    local ctx = Context.new()
    local i = 0
    local function nxt()
        i = i + 1
        local fn = self.stack[i]
        if fn then
            return fn(ctx, nxt)
        end
        local handler = self.routes[ctx.path]
        if not handler then
            return ctx:send(404, "nothing here")
        end
        return handler(ctx)
    end
    return nxt()
end

return App
