local _M = {}

local pages = {
    ["/site/home"] = "home page",
    ["/site/reset"] = "password reset",
}

function _M.serve()
    local body = pages[ngx.var.uri]
    if not body then
        return ngx.exit(404)
    end
    ngx.say(body)
end

return _M
