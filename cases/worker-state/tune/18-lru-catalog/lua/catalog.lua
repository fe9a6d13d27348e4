local lrucache = require "resty.lrucache"

local _M = {}

local cache, err = lrucache.new(200)
if not cache then
    error("failed to create the cache: " .. (err or "unknown"))
end

local router

local products = {
    tea = { price = 3, unit = "box" },
    rice = { price = 2, unit = "kilo" },
}

local function render(id)
    local p = products[id]
    return p and string.format("%s: %d per %s", id, p.price, p.unit) or "no " .. id
end

local function show(id)
    local html = cache:get(id)
    if not html then
        html = render(id)
        cache:set(id, html, 60)
    end
    return html
end

local function names()
    return "rice tea"
end

local function build_router()
    return {
        { pattern = "^/shop/(%w+)$", handler = show },
        { pattern = "^/shop/?$", handler = names },
    }
end

function _M.get_router()
    if router == nil then
        router = build_router()
    end
    return router
end

function _M.dispatch()
    for _, route in ipairs(_M.get_router()) do
        local m = ngx.var.uri:match(route.pattern)
        if m then
            return ngx.say(route.handler(m))
        end
    end
    ngx.exit(404)
end

return _M
