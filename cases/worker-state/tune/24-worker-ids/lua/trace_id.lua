local format = string.format
local worker_pid = ngx.worker.pid

local _M = {}

local MAX_SEQ = 0xffffff
local seq = 0

local function next_seq()
    seq = seq + 1
    if seq > MAX_SEQ then
        seq = 1
    end
    return seq
end

function _M.new()
    return format("%08x-%06x-%06x", ngx.time(), worker_pid(), next_seq())
end

return _M
