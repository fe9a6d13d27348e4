local entropy = require "entropy"

local pepper = entropy(16)
local pins = ngx.shared.pins

local function digest(user, pin)
    return ngx.md5(pepper .. user .. pin)
end

return {
    set = function(user, pin)
        return pins:set(user, digest(user, pin))
    end,
    check = function(user, pin)
        return pins:get(user) == digest(user, pin)
    end,
}
