local Emitter = require "emitter"

local _M = {}

local core = Emitter.new()
local hooks = Emitter.new()

core:on("placed", function(id)
    return "stock:" .. id
end)
core:on("placed", function(id)
    return "mail:" .. id
end)

function _M.subscribe(url)
    hooks:on("placed", function(id)
        return url .. "?id=" .. id
    end)
end

function _M.core_listeners()
    return core:count("placed")
end

function _M.place(id)
    local done = core:emit("placed", id)
    for _, called in ipairs(hooks:emit("placed", id)) do
        done[#done + 1] = called
    end
    return table.concat(done, " ")
end

return _M
