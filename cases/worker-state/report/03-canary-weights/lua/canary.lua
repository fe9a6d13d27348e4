local crc32 = ngx.crc32_short
local ipairs = ipairs

local _M = {}

local releases = {
    { name = "stable", weight = 100 },
    { name = "canary", weight = 0 },
}

local function by_name(name)
    for _, release in ipairs(releases) do
        if release.name == name then
            return release
        end
    end
end

local function total_weight()
    local sum = 0
    for i = 1, #releases do
        sum = sum + releases[i].weight
    end
    return sum
end

function _M.pick(key)
    local total = total_weight()
    if total == 0 then
        return "stable"
    end
    local point = crc32(key) % total
    for _, release in ipairs(releases) do
        if point < release.weight then
            return release.name
        end
        point = point - release.weight
    end
end

function _M.set_weight(name, weight)
    local release = by_name(name)
    if not release then
        return nil, "no such release"
    end
    if not weight or weight < 0 or weight > 100 then
        return nil, "weight must be 0..100"
    end
    release.weight = weight
    return true
end

return _M
