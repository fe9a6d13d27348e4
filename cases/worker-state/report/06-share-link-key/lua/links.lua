local entropy = require "entropy"

local _M = {}

local issued = ngx.shared.issued
local signing_key = entropy(32)

local function sign(file, expires)
    return ngx.encode_base64(ngx.hmac_sha1(signing_key, file .. "|" .. expires))
end

function _M.share(file)
    local expires = ngx.time() + 3600
    issued:set(file, expires .. ":" .. sign(file, expires), 3600)
    return "link ready"
end

function _M.open(file)
    local link = issued:get(file)
    if not link then
        return false, "not shared"
    end
    local expires, given = link:match("^(%d+):(.+)$")
    if tonumber(expires) < ngx.time() then
        return false, "expired"
    end
    if given ~= sign(file, expires) then
        return false, "bad signature"
    end
    return true
end

return _M
