local users = {
    bob = ngx.md5("correct horse"),
    eva = ngx.md5("battery staple"),
}

return {
    check = function(name, password)
        local digest = users[name]
        return digest ~= nil and digest == ngx.md5(password or "")
    end,
}
