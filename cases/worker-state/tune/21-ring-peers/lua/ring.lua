local _M = {}
local mt = { __index = _M }

function _M.new(peers)
    return setmetatable({ peers = peers, size = #peers, cursor = 0 }, mt)
end

function _M:next()
    local i = self.cursor % self.size + 1
    self.cursor = i
    return self.peers[i]
end

return _M
