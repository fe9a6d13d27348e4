local _M = {}

local ngx_log, INFO = ngx.log, ngx.INFO
local concat, sort = table.concat, table.sort

local fields = {}

function _M.bind(name, value)
    fields[name] = value
end

function _M.value(name)
    return fields[name]
end

local function prefix()
    local names = {}
    for name in pairs(fields) do
        names[#names + 1] = name
    end
    sort(names)
    for i, name in ipairs(names) do
        names[i] = name .. "=" .. fields[name]
    end
    return "[" .. concat(names, " ") .. "] "
end

function _M.format(message)
    return prefix() .. message
end

function _M.info(...)
    return ngx_log(INFO, _M.format(concat({ ... })))
end

return _M
