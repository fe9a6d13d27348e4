local Counter = require "metrics.counter"

local _M = {}

local collectors = {}

function _M.counter(name, help, label)
    local c = Counter.new(name, help, label)
    table.insert(collectors, c)
    return c
end

function _M.names()
    local names = {}
    for i, c in ipairs(collectors) do
        names[i] = c.name
    end
    return table.concat(names, " ")
end

function _M.render()
    local out = {}
    for _, c in ipairs(collectors) do
        c:write(out)
    end
    return table.concat(out, "\n") .. "\n"
end

return _M
