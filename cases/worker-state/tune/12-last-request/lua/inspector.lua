local _M = {}

local last = {
    uri = "none",
    query = "",
    status = 0,
}

local function shorten(s, max)
    if #s > max then
        return s:sub(1, max) .. "..."
    end
    return s
end

function _M.log()
    local var = ngx.var
    last.uri = var.uri
    last.query = shorten(var.args or "", 40)
    last.status = ngx.status
end

function _M.show()
    ngx.say("last request: ", last.uri)
    if last.query ~= "" then
        ngx.say("query: ", last.query)
    end
    ngx.say("status: ", last.status)
end

return _M
