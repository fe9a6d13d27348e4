local select, ipairs = select, ipairs

local _M = {}
local listeners = {}

function _M.on(event, fn)
    local list = listeners[event]
    if not list then
        list = {}
        listeners[event] = list
    end
    list[#list + 1] = fn
end

function _M.emit(event, ...)
    local list = listeners[event]
    if not list or select("#", ...) == 0 then
        return 0
    end
    for _, fn in ipairs(list) do
        fn(...)
    end
    return #list
end

function _M.count(event)
    return #(listeners[event] or {})
end

return _M
