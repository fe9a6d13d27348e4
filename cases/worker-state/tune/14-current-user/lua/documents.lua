local session = require "session"

local _M = {}

local owners = {
    ann = { "budget", "salaries" },
    eve = { "readme" },
}

local function fetch_settings()
    ngx.sleep(0.15)
    return { title = "documents" }
end

function _M.index()
    local settings = fetch_settings()
    local user = session.user()
    ngx.say(settings.title, " of ", user)
    for _, name in ipairs(owners[user]) do
        ngx.say("- ", name)
    end
    if session.is_admin() then
        ngx.say("[delete]")
    end
end

return _M
