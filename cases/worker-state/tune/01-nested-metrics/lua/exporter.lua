local metrics = require "metrics"
local concat = table.concat

local _M = {}

local function sorted_keys(t)
    local keys = {}
    for k in pairs(t) do
        keys[#keys + 1] = k
    end
    table.sort(keys)
    return keys
end

function _M.render()
    local lines = {}
    for _, name in ipairs(metrics.names()) do
        local ns = metrics.namespace(name)
        lines[#lines + 1] = "# " .. name .. ": " .. ns.help
        if ns.total then
            lines[#lines + 1] = name .. "_total " .. ns.total
        end
        for _, code in ipairs(sorted_keys(ns.by_code or {})) do
            lines[#lines + 1] = name .. '_total{code="' .. code .. '"} ' .. ns.by_code[code]
        end
    end
    ngx.say(concat(lines, "\n"))
end

return _M
