local _M = { PRIORITY = 900 }

local FREE_CALLS = 3
local spent = {}

function _M.access()
    local key = ngx.var.arg_key
    local n = (spent[key] or 0) + 1
    spent[key] = n
    if n > FREE_CALLS then
        return 402, "trial is over"
    end
end

return _M
