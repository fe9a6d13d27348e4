local Context = {}
Context.__index = Context

function Context.new()
    return setmetatable({ path = ngx.var.uri, args = ngx.req.get_uri_args(), steps = 0, notes = {} }, Context)
end

function Context:step(note)
    self.steps = self.steps + 1
    self.notes[self.steps] = note
end

function Context:send(status, body)
    ngx.status = status
    ngx.say(body, " [", table.concat(self.notes, ">"), "]")
end

return Context
