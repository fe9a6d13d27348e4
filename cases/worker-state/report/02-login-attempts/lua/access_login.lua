local guard = require "auth.guard"

local account = ngx.var.arg_user
if not account then
    return ngx.exit(ngx.HTTP_BAD_REQUEST)
end

if guard.is_locked(account) then
    ngx.status = 429
    ngx.say("too many attempts, try later")
    return ngx.exit(429)
end
