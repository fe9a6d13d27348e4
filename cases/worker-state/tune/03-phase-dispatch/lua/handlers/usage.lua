local _M = { priority = 10 }

local calls = 0

function _M.log(conf, ctx)
    if ctx.consumer then
        calls = calls + 1
    end
end

function _M.report()
    return "calls " .. calls
end

return _M
