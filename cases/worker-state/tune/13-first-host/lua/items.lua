local links = require "links"

local _M = {}
local PER_PAGE = 2
local items = { "tea", "rice", "salt", "figs", "oats" }

function _M.list()
    local page = tonumber(ngx.var.arg_page) or 1
    local first = (page - 1) * PER_PAGE + 1
    for i = first, first + PER_PAGE - 1 do
        if items[i] then
            ngx.say(items[i])
        end
    end
    if items[first + PER_PAGE] then
        ngx.say("next: ", links.page(page + 1))
    end
end

return _M
