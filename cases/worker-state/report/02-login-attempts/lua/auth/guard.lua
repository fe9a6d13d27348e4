local _M = { _VERSION = "0.3.1" }

local now = ngx.now

local MAX_FAILURES = 3
local LOCK_SECONDS = 900

local attempts = {}

local function record_of(account)
    local rec = attempts[account]
    if rec == nil then
        rec = { failures = 0, locked_until = 0 }
        attempts[account] = rec
    end
    return rec
end

function _M.is_locked(account)
    local rec = attempts[account]
    return rec ~= nil and rec.locked_until > now()
end

function _M.failed(account)
    local rec = record_of(account)
    rec.failures = rec.failures + 1
    if rec.failures >= MAX_FAILURES then
        rec.locked_until = now() + LOCK_SECONDS
    end
    return MAX_FAILURES - rec.failures
end

function _M.succeeded(account)
    attempts[account] = nil
end

return _M
