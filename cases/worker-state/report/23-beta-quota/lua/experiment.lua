local _M = { name = "green-button" }

local SEATS = 2

local assigned = {}
local enrolled = 0

local function eligible(user)
    return user ~= nil and not user:find("^bot%-")
end

local function enroll(user)
    if enrolled >= SEATS then
        return "control"
    end
    enrolled = enrolled + 1
    return "green"
end

function _M.arm_of(user)
    if not eligible(user) then
        return "control"
    end
    local arm = assigned[user]
    if not arm then
        arm = enroll(user)
        assigned[user] = arm
    end
    return arm
end

return _M
