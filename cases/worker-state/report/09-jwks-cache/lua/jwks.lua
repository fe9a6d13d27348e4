local cjson = require "cjson.safe"

local _M = {}

local keys = {}

local function fetch(kid)
    local res = ngx.location.capture("/_idp/keys/" .. kid .. ".json")
    if res.status ~= 200 then
        return nil, "unknown key"
    end
    local jwk, err = cjson.decode(res.body)
    if not jwk then
        return nil, "bad key document: " .. err
    end
    if jwk.kty ~= "oct" then
        return nil, "unsupported key type"
    end
    return ngx.decode_base64(jwk.k)
end

function _M.get(kid)
    if type(kid) ~= "string" or not kid:find("^%d%d%d%d%-%l$") then
        return nil, "malformed kid"
    end
    local key = keys[kid]
    if key then
        return key
    end
    local err
    key, err = fetch(kid)
    if not key then
        return nil, err
    end
    keys[kid] = key
    return key
end

return _M
