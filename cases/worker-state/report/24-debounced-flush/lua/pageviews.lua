local _M = {}

local DELAY = 0.1

local totals = ngx.shared.totals

local pending = {}
local scheduled = false

local flush

local function schedule()
    if scheduled then
        return
    end
    local ok, err = ngx.timer.at(DELAY, flush)
    if not ok then
        ngx.log(ngx.ERR, "cannot schedule the flush: ", err)
        return
    end
    scheduled = true
end

-- also runs when the worker exits (premature): nothing is lost
flush = function()
    local batch = pending
    pending = {}
    scheduled = false
    for page, n in pairs(batch) do
        local _, err = totals:incr(page, n, 0)
        if err then
            ngx.log(ngx.ERR, "lost ", n, " views of ", page, ": ", err)
        end
    end
end

function _M.hit(page)
    pending[page] = (pending[page] or 0) + 1
    schedule()
end

function _M.total(page)
    return totals:get(page) or 0
end

return _M
