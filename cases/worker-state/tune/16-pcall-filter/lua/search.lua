local filters = require "filters"

local _M = {}

local notes = {
    { owner = "ann", text = "pay rent" },
    { owner = "ann", text = "call mum" },
    { owner = "everyone", text = "welcome" },
}

function _M.run()
    local raw = ngx.unescape_uri(ngx.var.arg_filter or "")
    local filter = filters.parse(raw)
    ngx.say(filters.describe(filter))
    local shown = 0
    for _, note in ipairs(notes) do
        if note.owner == filter.owner and shown < filter.limit then
            shown = shown + 1
            ngx.say(note.text)
        end
    end
end

return _M
