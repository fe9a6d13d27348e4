local store = require "routes.store"

local _M = {}

local router
local built_for

local function build()
    local exact, prefixes = {}, {}
    for path, target in store.each() do
        if path:sub(-1) == "*" then
            prefixes[#prefixes + 1] = { path:sub(1, -2), target }
        else
            exact[path] = target
        end
    end
    table.sort(prefixes, function(a, b)
        return #a[1] > #b[1]
    end)
    return { exact = exact, prefixes = prefixes }
end

local function current()
    local version = store.version()
    if not router or built_for ~= version then
        router = build()
        built_for = version
    end
    return router
end

function _M.match(uri)
    local r = current()
    if r.exact[uri] then
        return r.exact[uri], "exact"
    end
    for _, p in ipairs(r.prefixes) do
        if uri:sub(1, #p[1]) == p[1] then
            return p[2], "prefix"
        end
    end
end

return _M
