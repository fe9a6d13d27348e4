local _M = { priority = 1000 }

function _M.access(conf, ctx)
    local who = ngx.var.arg_name
    ctx.consumer = who and who ~= "" and who or conf.header
end

return _M
