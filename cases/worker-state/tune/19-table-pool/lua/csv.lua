local tablepool = require "tablepool"
local concat = table.concat

local _M = {}

local function quote(s)
    return '"' .. tostring(s):gsub('"', '""') .. '"'
end

function _M.row(first, last)
    local buf = tablepool.fetch("csv")
    for i = first, last do
        buf[#buf + 1] = quote(i * i)
    end
    local line = concat(buf, ",")
    tablepool.release("csv", buf)
    return line
end

return _M
