local pool = require "pool"

local _M = {}

local function put(buf, ...)
    for i = 1, select("#", ...) do
        buf[#buf + 1] = (select(i, ...))
    end
end

local function teaser()
    ngx.sleep(0.1) -- stands for a query
    return "3 items"
end

function _M.page(title)
    local buf = pool.acquire()
    put(buf, "<h1>", title, "</h1>")
    put(buf, "<p>", teaser(), "</p>")
    local html = table.concat(buf)
    pool.release(buf)
    return html
end

return _M
