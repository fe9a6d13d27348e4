local trace_id = require "trace_id"

local _M = {}

function _M.start()
    local id = ngx.var.arg_trace
    if not id or not id:match("^[%x-]+$") then
        id = trace_id.new()
    end
    ngx.ctx.trace_id = id
end

function _M.header()
    ngx.header["X-Trace-Id"] = ngx.ctx.trace_id
end

function _M.seen_before()
    local ok, err = ngx.shared.traces:add(ngx.ctx.trace_id, true, 60)
    return not ok and err == "exists"
end

return _M
