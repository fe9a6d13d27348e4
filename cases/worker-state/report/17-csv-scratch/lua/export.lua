local csv = require "csv"
local clear = require "table.clear"

local _M = {}

local PAGES = 3

local chunk = {}

local function rows_of(page)
    -- stands for a paged query
    ngx.sleep(0.05)
    return page * 10
end

function _M.report(owner)
    clear(chunk)
    chunk[1] = csv.line("owner", "page", "rows")
    for page = 1, PAGES do
        local rows = rows_of(page)
        chunk[#chunk + 1] = csv.line(owner, page, rows)
    end
    return table.concat(chunk, ";")
end

return _M
