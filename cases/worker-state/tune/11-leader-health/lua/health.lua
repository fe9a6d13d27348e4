local every = ngx.timer.every
local tcp = ngx.socket.tcp

local _M = {}

local RISE = 2
local state = { checks = 0, healthy = false }

local function probe(host, port)
    local sock = tcp()
    sock:settimeout(500)
    local ok, err = sock:connect(host, port)
    if ok then
        sock:close()
    end
    return ok, err
end

local function check(premature, host, port)
    if premature then
        return
    end
    if probe(host, port) then
        state.checks = state.checks + 1
    else
        state.checks = 0
    end
    state.healthy = state.checks >= RISE
end

function _M.start(host, port)
    -- one prober is enough for the whole server
    if ngx.worker.id() ~= 0 then
        return
    end
    local ok, err = every(0.03, check, host, port)
    if not ok then
        ngx.log(ngx.WARN, "no health checks: ", err)
    end
end

function _M.ready()
    return state.healthy
end

return _M
