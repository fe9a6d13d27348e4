local timer_at = ngx.timer.at

local _M = {}

local MAX_LINES = 100
local FLUSH_AFTER = 0.05
local buffer = {}
local scheduled = false

local function write_out(lines)
    local journal = ngx.shared.journal
    for _, line in ipairs(lines) do
        local ok, err = journal:rpush("lines", line)
        if not ok then
            return nil, err
        end
    end
    return true
end

local function flush()
    scheduled = false
    local lines = buffer
    buffer = {}
    local ok, err = write_out(lines)
    if not ok then
        ngx.log(ngx.WARN, "lost ", #lines, " lines: ", err)
    end
end

function _M.push(line)
    buffer[#buffer + 1] = line
    if #buffer >= MAX_LINES then
        return flush()
    end
    if not scheduled then
        scheduled = timer_at(FLUSH_AFTER, flush) and true or false
    end
end

return _M
