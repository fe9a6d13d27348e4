-- a small key-value store with expiry; the data is private to the closures
return function(ttl)
    local data = {}
    local size = 0

    local function get(key)
        local item = data[key]
        if item and item.expires > ngx.now() then
            return item.value
        end
        return nil
    end

    local function set(key, value)
        if data[key] == nil then
            size = size + 1
        end
        data[key] = { value = value, expires = ngx.now() + ttl }
    end

    return {
        get = get,
        set = set,
        size = function()
            return size
        end,
    }
end
