local counter = require "counter"
local limits = require "limits"

local _M = {}
local downloads = counter("downloads")

function _M.fetch()
    if downloads() > limits.max_downloads then
        ngx.say("see mirror ", limits.mirror)
        return
    end
    ngx.say("file ", ngx.var.arg_file)
end

function _M.stats()
    ngx.say(tostring(downloads))
end

function _M.policy()
    ngx.say(limits.max_downloads, " then ", limits.mirror)
end

return _M
