local setmetatable = setmetatable

local _M = { priority = 800 }
local compiled = setmetatable({}, { __mode = "k" })

local function compile(conf)
    local pattern, upper = conf.pattern, conf.upper
    return function(s)
        return (s:gsub(pattern, upper and string.upper or string.lower))
    end
end

local function rewriter_for(conf)
    local fn = compiled[conf]
    if not fn then
        fn = compile(conf)
        compiled[conf] = fn
    end
    return fn
end

function _M.access(conf, ctx)
    ctx.display = rewriter_for(conf)(ctx.consumer)
end

return _M
