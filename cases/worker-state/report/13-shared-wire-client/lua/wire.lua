local tcp = ngx.socket.tcp

local Client = {}
Client.__index = Client

function Client.new(host, port)
    return setmetatable({ host = host, port = port, sock = nil }, Client)
end

function Client:connect()
    if self.sock then
        return true
    end
    local sock = tcp()
    sock:settimeout(1000)
    local ok, err = sock:connect(self.host, self.port)
    if not ok then
        return nil, err
    end
    self.sock = sock
    return true
end

function Client:call(path)
    local ok, err = self:connect()
    if not ok then
        return nil, err
    end
    local sock = self.sock
    ok, err = sock:send("GET " .. path .. " HTTP/1.1\r\nHost: erp\r\n\r\n")
    if not ok then
        return nil, "send: " .. err
    end
    local length
    repeat
        local line, rerr = sock:receive("*l")
        if not line then
            return nil, "receive: " .. rerr
        end
        length = tonumber(line:match("^[Cc]ontent%-[Ll]ength: (%d+)")) or length
    until line == ""
    return sock:receive(length or 0)
end

return Client
