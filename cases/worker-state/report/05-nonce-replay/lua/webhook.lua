local lrucache = require "resty.lrucache"

local _M = {}

local WINDOW = 300

local seen, err = lrucache.new(5000)
if not seen then
    error("cannot create the nonce table: " .. err)
end

local secret

function _M.configure(opts)
    secret = assert(opts.secret, "secret missing")
end

function _M.sign(nonce)
    return ngx.md5(secret .. nonce)
end

local function constant_time_equal(a, b)
    if #a ~= #b then
        return false
    end
    local diff = 0
    for i = 1, #a do
        diff = bit.bor(diff, bit.bxor(a:byte(i), b:byte(i)))
    end
    return diff == 0
end

function _M.verify(nonce, sig)
    if not nonce or not sig then
        return false, "nonce and sig wanted"
    end
    if not constant_time_equal(_M.sign(nonce), sig) then
        return false, "bad signature"
    end
    if seen:get(nonce) then
        return false, "replayed"
    end
    seen:set(nonce, true, WINDOW)
    return true
end

return _M
