local bit = require "bit"
local band, lshift, bor = bit.band, bit.lshift, bit.bor

local _M = {}
local parsed = {}

local function to_number(ip)
    local a, b, c, d = ip:match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
    if not a then
        return nil
    end
    return bor(lshift(tonumber(a), 24), lshift(tonumber(b), 16), lshift(tonumber(c), 8), tonumber(d))
end

local function parse(range)
    local hit = parsed[range]
    if hit then
        return hit
    end
    local ip, bits = range:match("^([%d.]+)/(%d+)$")
    bits = tonumber(bits) or 32
    local mask = bits == 0 and 0 or lshift(-1, 32 - bits)
    hit = { net = band(to_number(ip or range) or 0, mask), mask = mask }
    parsed[range] = hit
    return hit
end

function _M.contains(range, ip)
    local r = parse(range)
    local n = to_number(ip)
    return n ~= nil and band(n, r.mask) == r.net
end

return _M
