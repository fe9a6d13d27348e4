local loader = require "plugin_loader"

local _M = {}

function _M.access()
    for _, plugin in loader.each() do
        local code, message = plugin.handler.access()
        if code then
            ngx.status = code
            ngx.say(message)
            return ngx.exit(code)
        end
    end
end

function _M.list()
    local names = {}
    for _, plugin in loader.each() do
        names[#names + 1] = plugin.name
    end
    ngx.say(table.concat(names, " "))
end

return _M
