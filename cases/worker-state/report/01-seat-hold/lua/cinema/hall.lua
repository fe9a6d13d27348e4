local setmetatable = setmetatable

local Hall = {}
Hall.__index = Hall

local HOLD_SECONDS = 600

function Hall.new(name, rows, per_row)
    return setmetatable({
        name = name,
        rows = rows,
        per_row = per_row,
        seats = {},
    }, Hall)
end

function Hall:valid(code)
    local row, col = code:match("^(%d+)(%u)$")
    if not row then
        return false
    end
    return tonumber(row) <= self.rows and col:byte() - 64 <= self.per_row
end

function Hall:holder(code, now)
    local held = self.seats[code]
    if not held then
        return nil
    end
    if held.expires <= now then
        self.seats[code] = nil
        return nil
    end
    return held.by
end

function Hall:hold(code, by)
    if not self:valid(code) then
        return nil, "no such seat"
    end
    local now = ngx.now()
    local owner = self:holder(code, now)
    if owner and owner ~= by then
        return nil, "taken"
    end
    self.seats[code] = { by = by, expires = now + HOLD_SECONDS }
    return true
end

function Hall:taken()
    local n = 0
    for _ in pairs(self.seats) do
        n = n + 1
    end
    return n
end

return Hall
