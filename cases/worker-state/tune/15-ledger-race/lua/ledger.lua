local _M = {}

local book = { savings = 100, checking = 100 }

function _M.read(account)
    return book[account]
end

function _M.write(account, amount)
    book[account] = amount
end

function _M.add(account, amount)
    book[account] = book[account] + amount
end

function _M.total()
    local sum = 0
    for _, amount in pairs(book) do
        sum = sum + amount
    end
    return sum
end

return _M
