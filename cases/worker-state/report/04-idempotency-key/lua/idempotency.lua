local _M = {}

local TTL = 86400

local replies = {}

local function lookup(key)
    local reply = replies[key]
    if not reply then
        return nil
    end
    if ngx.time() - reply.at > TTL then
        replies[key] = nil
        return nil
    end
    return reply
end

local function remember(key, status, body)
    replies[key] = { status = status, body = body, at = ngx.time() }
end

-- run the handler once for each key; later calls get the first answer again
function _M.wrap(handler)
    return function(args)
        local key = args.key
        if not key then
            return handler(args)
        end
        local reply = lookup(key)
        if reply then
            ngx.header["Idempotent-Replayed"] = "true"
            return reply.status, reply.body
        end
        local status, body = handler(args)
        if status < 500 then
            remember(key, status, body)
        end
        return status, body
    end
end

return _M
