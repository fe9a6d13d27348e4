local setmetatable = setmetatable

local Cart = {}
Cart.__index = Cart

function Cart.new(currency)
    local self = setmetatable({ total = 0, lines = {}, currency = currency }, Cart)
    return self
end

function Cart:add(name, price, n)
    self.lines[#self.lines + 1] = name .. " x" .. n
    self.total = self.total + price * n
    return self
end

function Cart:discount(percent)
    self.total = self.total - self.total * percent / 100
end

return Cart
