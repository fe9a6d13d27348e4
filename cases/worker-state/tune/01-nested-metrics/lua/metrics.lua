local pairs = pairs
local sort = table.sort

local _M = { _VERSION = "0.2" }

local registry = {
    http = {
        total = 0,
        by_code = {},
        help = "requests answered",
    },
    upstream = {
        help = "calls to the backend",
    },
}

function _M.namespace(name)
    return registry[name]
end

function _M.names()
    local out = {}
    for name in pairs(registry) do
        out[#out + 1] = name
    end
    sort(out)
    return out
end

return _M
