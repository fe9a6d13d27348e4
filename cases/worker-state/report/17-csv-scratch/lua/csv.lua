local clear = require "table.clear"
local new_tab = require "table.new"
local concat = table.concat
local select = select

local _M = {}

local cells = new_tab(16, 0)

local function quote(v)
    v = tostring(v)
    if v:find('[",\n]') then
        return '"' .. v:gsub('"', '""') .. '"'
    end
    return v
end

function _M.line(...)
    clear(cells)
    for i = 1, select("#", ...) do
        cells[i] = quote((select(i, ...)))
    end
    return concat(cells, ",")
end

return _M
