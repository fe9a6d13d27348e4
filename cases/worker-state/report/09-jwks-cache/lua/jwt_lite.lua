local jwks = require "jwks"

local _M = {}

local function hex(raw)
    return (raw:gsub(".", function(c)
        return string.format("%02x", c:byte())
    end))
end

function _M.verify(kid, body, mac)
    local key, err = jwks.get(kid)
    if not key then
        return false, err
    end
    if hex(ngx.hmac_sha1(key, body or "")) ~= mac then
        return false, "signature mismatch"
    end
    return true
end

return _M
