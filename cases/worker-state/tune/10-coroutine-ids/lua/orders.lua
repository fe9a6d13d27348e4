local ids = require "ids"
local orders = ngx.shared.orders

local _M = {}

function _M.create()
    local item = ngx.var.arg_item
    if not item then
        return ngx.exit(400)
    end
    local id = ids.order()
    local ok, err = orders:add(id, item)
    if not ok then
        ngx.status = 409
        ngx.say(id, " ", err)
        return
    end
    ngx.say("created ", id)
end

function _M.show()
    local item = orders:get(ngx.var.arg_id)
    if not item then
        return ngx.exit(404)
    end
    ngx.say(item)
end

return _M
