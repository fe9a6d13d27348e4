local App = require "lapp.application"

local app = App.new()

app:use(function(ctx, nxt)
    ctx:step("log")
    return nxt()
end)

app:use(function(ctx, nxt)
    if ctx.args.token ~= "t0" then
        return ctx:send(401, "token wanted")
    end
    ctx:step("auth")
    return nxt()
end)

app:get("/hello", function(ctx)
    ctx:step("hello")
    ctx:send(200, "hello " .. (ctx.args.name or "you"))
end)

return app
