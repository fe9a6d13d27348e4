local guard = require "auth.guard"
local users = require "auth.users"

local args = ngx.req.get_uri_args()
local account = args.user

if users.check(account, args.pw) then
    guard.succeeded(account)
    ngx.say("hello " .. account)
    return
end

local left = guard.failed(account)
ngx.status = 401
ngx.say("wrong password, tries left: ", left)
