local token = require "token"
local remembered = ngx.shared.remembered

local _M = {}

function _M.login()
    local device = ngx.var.arg_device
    remembered:set(device, token.sign(ngx.var.arg_user), 3600)
    ngx.say("welcome")
end

function _M.me()
    local kept = remembered:get(ngx.var.arg_device)
    if not kept then
        ngx.status = 401
        ngx.say("log in first")
        return
    end
    local user, err = token.verify(kept)
    if not user then
        ngx.status = 403
        ngx.say(err)
        return
    end
    ngx.say("hello ", user)
end

return _M
