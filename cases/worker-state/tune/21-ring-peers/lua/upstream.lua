local balancer = require "ngx.balancer"
local ring = require "ring"

local _M = {}

local peers = ring.new({
    { host = "127.0.0.1", port = 22211 },
    { host = "127.0.0.1", port = 22212 },
    { host = "127.0.0.1", port = 22213 },
})

function _M.balance()
    local peer = peers:next()
    if not ngx.ctx.tries then
        ngx.ctx.tries = 0
        balancer.set_more_tries(2)
    end
    ngx.ctx.tries = ngx.ctx.tries + 1
    local ok, err = balancer.set_current_peer(peer.host, peer.port)
    if not ok then
        ngx.log(ngx.WARN, "cannot use ", peer.host, ":", peer.port, " ", err)
        return ngx.exit(500)
    end
end

return _M
