local clear = require "table.clear"
local new_tab = require "table.new"

local _M = {}

local MAX_FREE = 32

local free = new_tab(MAX_FREE, 0)
local nfree = 0

function _M.acquire()
    if nfree == 0 then
        return new_tab(32, 0)
    end
    local buf = free[nfree]
    free[nfree] = nil
    nfree = nfree - 1
    return buf
end

function _M.release(buf)
    if nfree >= MAX_FREE then
        return
    end
    clear(buf)
    nfree = nfree + 1
    free[nfree] = buf
end

return _M
