local Counter = {}
local mt = { __index = Counter }

function Counter.new(name, help, label)
    return setmetatable({
        name = name,
        help = help,
        label = label,
        values = {},
    }, mt)
end

function Counter:inc(label_value, by)
    local values = self.values
    values[label_value] = (values[label_value] or 0) + (by or 1)
end

function Counter:write(out)
    out[#out + 1] = "# HELP " .. self.name .. " " .. self.help
    local keys = {}
    for k in pairs(self.values) do
        keys[#keys + 1] = k
    end
    table.sort(keys)
    for _, k in ipairs(keys) do
        out[#out + 1] = string.format('%s{%s="%s"} %d', self.name, self.label, k, self.values[k])
    end
end

return Counter
