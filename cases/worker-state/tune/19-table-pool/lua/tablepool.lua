local clear = require "table.clear"
local new_tab = require "table.new"

local _M = {}
local MAX = 50
local pools = {}

local function pool_of(tag)
    local pool = pools[tag]
    if not pool then
        pool = new_tab(4, 1)
        pool.n = 0
        pools[tag] = pool
    end
    return pool
end

function _M.fetch(tag)
    local pool = pool_of(tag)
    local n = pool.n
    if n > 0 then
        local t = pool[n]
        pool[n] = nil
        pool.n = n - 1
        return t
    end
    return new_tab(8, 0)
end

function _M.release(tag, t)
    local pool = pool_of(tag)
    if pool.n >= MAX then
        return
    end
    clear(t)
    local n = pool.n + 1
    pool.n = n
    pool[n] = t
end

return _M
