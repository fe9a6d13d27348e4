local _M = { PRIORITY = 2000 }

function _M.access()
    ngx.header["Access-Control-Allow-Origin"] = "*"
end

return _M
