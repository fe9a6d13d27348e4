local dict = ngx.shared.config

local _M = {}

local current = {}
local version

local function parse(text)
    local out = {}
    for key, value in (text or ""):gmatch("([%w_]+)=([^;]*)") do
        out[key] = value
    end
    return out
end

local function refresh()
    local latest = dict:get("version") or 0
    if latest ~= version then
        current = parse(dict:get("text"))
        version = latest
    end
end

function _M.get(key, default)
    refresh()
    local value = current[key]
    if value == nil then
        return default
    end
    return value
end

function _M.publish(text)
    dict:set("text", text)
    return dict:incr("version", 1, 0)
end

return _M
