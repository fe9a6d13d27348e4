local Client = require "wire"

local client = Client.new("127.0.0.1", 24130)

local _M = {}

function _M.quantity(sku)
    if not sku then
        return nil, "sku wanted"
    end
    local body, err = client:call("/_erp?sku=" .. ngx.escape_uri(sku))
    if not body then
        return nil, err
    end
    return body:match("qty=(%d+)")
end

return _M
