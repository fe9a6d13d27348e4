local Daily = require "quota.daily"

local _M = {}

local exports = Daily.new({ name = "exports", max = 20, unit = "files" })

function _M.create()
    local count = tonumber(ngx.var.arg_n) or 1
    local ok, err = exports:take(count)
    if not ok then
        ngx.status = 429
        ngx.say(err)
        return
    end
    ngx.say("exporting ", count)
end

function _M.status()
    ngx.say(exports:describe())
end

return _M
