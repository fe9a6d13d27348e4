local dict = ngx.shared.routes

local _M = {}

function _M.version()
    return dict:get("version") or 0
end

function _M.put(path, target)
    dict:set("route:" .. path, target)
    dict:incr("version", 1, 0)
end

function _M.each()
    local keys = dict:get_keys(0)
    table.sort(keys)
    local i = 0
    return function()
        while i < #keys do
            i = i + 1
            local path = keys[i]:match("^route:(.+)$")
            if path then
                return path, dict:get(keys[i])
            end
        end
    end
end

return _M
