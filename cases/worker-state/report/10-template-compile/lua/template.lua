local concat = table.concat

local _M = {}

local filters = {}
local compiled = {}

local sources = {
    hello = "Hello {{ name | upper }}, {{ count }} new mails",
    bye = "Bye {{ name | quote }}",
}

function _M.filter(name, fn)
    filters[name] = fn
end

local function compile(src)
    local code = { "local v, f = ... local o = {}" }
    local pos = 1
    while true do
        local s, e, expr = src:find("{{%s*(.-)%s*}}", pos)
        code[#code + 1] = ("o[#o+1] = %q"):format(src:sub(pos, (s or 0) - 1))
        if not s then
            break
        end
        local name, pipe = expr:match("^(%w+)%s*|%s*(%w+)$")
        if pipe then
            code[#code + 1] = ("o[#o+1] = f.%s(v.%s)"):format(pipe, name)
        else
            code[#code + 1] = ("o[#o+1] = v.%s"):format(expr)
        end
        pos = e + 1
    end
    code[#code + 1] = "return table.concat(o)"
    return assert(loadstring(concat(code, "\n")))
end

function _M.render(view, vars)
    local fn = compiled[view]
    if not fn then
        local src = sources[view]
        if not src then
            return "no such view"
        end
        fn = compile(src)
        compiled[view] = fn
    end
    return fn(vars, filters)
end

_M.filter("upper", string.upper)
_M.filter("quote", function(s)
    return '"' .. s .. '"'
end)

return _M
