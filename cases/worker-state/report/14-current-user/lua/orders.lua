local session = require "session"

local _M = {}

local function load_orders()
    local res = ngx.location.capture("/_db/orders")
    if res.status ~= 200 then
        return nil, "database is away"
    end
    return res.body
end

function _M.page()
    local rows, err = load_orders()
    if not rows then
        return err
    end
    local who
    who, err = session.require_user()
    return who and (rows .. " of " .. who) or err
end

return _M
