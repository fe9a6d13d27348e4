local cjson = require "cjson.safe"

local dict = ngx.shared.flags

local _M = { interval = 0.1 }

local snapshot = { version = 0, values = {} }

local function pull(premature)
    if premature then
        return
    end
    local version = dict:get("version") or 0
    if version == snapshot.version then
        return
    end
    local values, err = cjson.decode(dict:get("values") or "{}")
    if not values then
        ngx.log(ngx.WARN, "flags are not JSON: ", err)
        return
    end
    snapshot.values = values
    snapshot.version = version
end

function _M.start()
    local ok, err = ngx.timer.every(_M.interval, pull)
    if not ok then
        ngx.log(ngx.ERR, "no timer: ", err)
    end
end

function _M.publish(name, on)
    local values = cjson.decode(dict:get("values") or "{}")
    values[name] = on
    dict:set("values", cjson.encode(values))
    dict:incr("version", 1, 0)
end

function _M.enabled(name)
    return snapshot.values[name] == true
end

return _M
