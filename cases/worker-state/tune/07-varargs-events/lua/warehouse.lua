local events = require "events"

local _M = {}

events.on("sold", function(stock, item, n)
    stock[item] = stock[item] - n
end)

events.on("sold", function(_, item, n)
    ngx.header["X-Sold"] = item .. "=" .. n
end)

return _M
