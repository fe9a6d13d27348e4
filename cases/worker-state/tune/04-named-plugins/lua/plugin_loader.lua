local ipairs, pcall, require = ipairs, pcall, require

local _M = {}
local loaded = {}

local function load_one(name)
    local ok, plugin = pcall(require, "plugins." .. name)
    if not ok then
        ngx.log(ngx.WARN, "cannot load plugin ", name, ": ", plugin)
        return
    end
    loaded[#loaded + 1] = { name = name, handler = plugin }
end

function _M.load_all(names)
    for _, name in ipairs(names) do
        load_one(name)
    end
    table.sort(loaded, function(a, b)
        return a.handler.PRIORITY > b.handler.PRIORITY
    end)
end

function _M.each()
    return ipairs(loaded)
end

return _M
