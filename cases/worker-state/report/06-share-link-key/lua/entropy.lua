return function(n)
    local fh = assert(io.open("/dev/urandom", "rb"))
    local bytes = fh:read(n)
    fh:close()
    return ngx.encode_base64(bytes)
end
