return {
    {
        prefix = "/hello",
        plugins = {
            { name = "identify", header = "anonymous" },
            { name = "rewrite_name", pattern = "^%l", upper = true },
            { name = "usage" },
        },
    },
    {
        prefix = "/plain",
        plugins = {
            { name = "identify", header = "guest" },
        },
    },
}
