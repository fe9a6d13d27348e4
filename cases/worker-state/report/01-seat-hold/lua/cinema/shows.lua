local Hall = require "cinema.hall"

local _M = {}

local shows = {
    matinee = Hall.new("matinee", 8, 10),
    evening = Hall.new("evening", 12, 14),
}

function _M.hold(show, seat, by)
    local hall = shows[show]
    if not hall then
        return nil, "no such show"
    end
    return hall:hold(seat, by or "anonymous")
end

function _M.state(show, seat)
    local hall = shows[show]
    if not hall then
        return "no such show"
    end
    return hall:holder(seat, ngx.now()) and "held" or "free"
end

-- a what-if for the seat map: nothing is reserved
function _M.preview(list)
    local draft = Hall.new("preview", 12, 14)
    for seat in list:gmatch("[^,]+") do
        draft:hold(seat, "you")
    end
    return "would take " .. draft:taken()
end

return _M
