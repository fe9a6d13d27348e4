local new_store = require "store"

local store = new_store(1800)

local _M = {}

function _M.open(user)
    local sid = ngx.md5(user .. "|cookie-salt")
    store.set(sid, { user = user, since = ngx.time() })
    return sid
end

function _M.user(sid)
    local s = sid and store.get(sid)
    return s and s.user
end

return _M
