local routes = require "routes"

local handlers = {
    identify = require "handlers.identify",
    rewrite_name = require "handlers.rewrite_name",
    usage = require "handlers.usage",
}

local _M = {}

function _M.match(uri)
    for _, route in ipairs(routes) do
        if uri:sub(1, #route.prefix) == route.prefix then
            return route
        end
    end
end

function _M.run(phase)
    local ctx = ngx.ctx
    local route = ctx.route
    if not route then
        route = _M.match(ngx.var.uri)
        if not route then
            return phase == "access" and ngx.exit(404)
        end
        ctx.route = route
    end
    for _, conf in ipairs(route.plugins) do
        local name = conf.name
        if handlers[name][phase] then
            handlers[name][phase](conf, ctx)
        end
    end
end

return _M
