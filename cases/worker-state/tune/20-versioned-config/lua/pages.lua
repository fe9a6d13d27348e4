local config = require "config"

local _M = {}

function _M.home()
    ngx.say(config.get("title", "untitled"), " in ", config.get("lang", "en"))
end

function _M.publish()
    local text = ngx.unescape_uri(ngx.var.arg_text or "")
    local v, err = config.publish(text)
    if not v then
        ngx.status = 500
        ngx.say(err)
        return
    end
    ngx.say("version ", v)
end

return _M
