local bucket = require "bucket"
local ceil = math.ceil

local _M = {}

local search = bucket.new(4, 1 / 3600)

local costs = {
    ["/search"] = 1,
    ["/search/deep"] = 2,
}

function _M.access()
    local cost = costs[ngx.var.uri]
    if not cost then
        return
    end
    local ok, wait = search(cost)
    if not ok then
        ngx.header["Retry-After"] = ceil(wait)
        return ngx.exit(429)
    end
end

return _M
