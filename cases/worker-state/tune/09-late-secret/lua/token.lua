local encode = ngx.encode_base64
local hmac = ngx.hmac_sha1

local _M = {}

local secret

local function random_bytes(n)
    local f = assert(io.open("/dev/urandom", "rb"))
    local bytes = f:read(n)
    f:close()
    return bytes
end

local function get_secret()
    if not secret then
        secret = random_bytes(32)
    end
    return secret
end

function _M.sign(user)
    return user .. "." .. encode(hmac(get_secret(), user))
end

function _M.verify(token)
    local user, mac = token:match("^(%w+)%.(.+)$")
    if not user then
        return nil, "malformed"
    end
    if encode(hmac(get_secret(), user)) ~= mac then
        return nil, "bad signature"
    end
    return user
end

return _M
