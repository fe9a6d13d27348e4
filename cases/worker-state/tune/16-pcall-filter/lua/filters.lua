local cjson = require "cjson.safe"
local decode = require("cjson").decode

local _M = {}

local filter = { owner = "everyone", limit = 2 }

local function clamp(f)
    f.limit = math.min(tonumber(f.limit) or 2, 10)
    return f
end

function _M.parse(raw)
    local ok, err = pcall(function()
        filter = clamp(decode(raw))
    end)
    if not ok then
        ngx.log(ngx.INFO, "bad filter: ", err)
    end
    return filter
end

function _M.describe(f)
    return cjson.encode({ f.owner, f.limit })
end

return _M
