local batch = require "batch"

local _M = {}

function _M.log()
    local var = ngx.var
    batch.push(var.request_method .. " " .. var.uri .. " " .. ngx.status)
end

function _M.size()
    ngx.sleep(0.2)
    ngx.say(ngx.shared.journal:llen("lines"), " lines")
end

return _M
