local tenants = {
    localhost = { title = "Default", accent = "#888888" },
    red = { title = "Red Bikes", accent = "#cc0000" },
    blue = { title = "Blue Boats", accent = "#0000cc" },
}

local _M = {}

function _M.load(name)
    local t = tenants[name] or tenants.localhost
    return { title = t.title, accent = t.accent, name = name }
end

return _M
