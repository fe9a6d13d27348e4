local _M = {}

local BACKLOG = 20

local rooms = setmetatable({}, {
    __index = function(t, name)
        local room = { members = {}, size = 0, backlog = {} }
        rawset(t, name, room)
        return room
    end,
})

function _M.join(name, nick)
    local room = rooms[name]
    if not room.members[nick] then
        room.members[nick] = ngx.time()
        room.size = room.size + 1
    end
    return room.size
end

function _M.leave(name, nick)
    local room = rooms[name]
    if room.members[nick] then
        room.members[nick] = nil
        room.size = room.size - 1
    end
    return room.size
end

function _M.say(name, nick, text)
    local room = rooms[name]
    if not room.members[nick] then
        return nil, "join first"
    end
    local backlog = room.backlog
    table.insert(backlog, nick .. ": " .. text)
    if #backlog > BACKLOG then
        table.remove(backlog, 1)
    end
    return true
end

function _M.history(name)
    local room = rawget(rooms, name)
    if not room then
        return "no such room"
    end
    return room.size .. " in room; " .. table.concat(room.backlog, " / ")
end

return _M
