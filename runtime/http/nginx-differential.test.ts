import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { exchange } from './testing/client.js';
import { confOf, makePrefix, serve } from './testing/serve.js';
import { startNginx, whyNoNginx } from './testing/real-nginx.js';

/** The same configuration on both servers; the requests are sent one after another, byte by byte. */
const http = `
default_type text/plain;
client_body_temp_path temp/1; proxy_temp_path temp/2; fastcgi_temp_path temp/3; scgi_temp_path temp/4; uwsgi_temp_path temp/5;
lua_shared_dict d 1m;
lua_package_path "$prefix/lua/?.lua;;";
log_format short '$remote_addr "$request" $status $body_bytes_sent "$http_x" $server_name $uri $args';
add_header X-Everywhere yes;
`;

const locations = `
server_name first second;
location = /say { content_by_lua_block { ngx.say("a", 1, 1.5, true, nil, {1, {"x", 2}}, ngx.null, -0.1, 1e100, 2^53) } }
location = /print { content_by_lua_block { ngx.print("a") ngx.print("b") } }
location = /nothing { content_by_lua_block { } }
location = /status { content_by_lua_block { ngx.status = 201 ngx.say("made") } }
location = /odd-status { content_by_lua_block { ngx.status = 299 ngx.say("odd") } }
location = /headers { content_by_lua_block {
  ngx.header["X-One"] = 1 ngx.header.x_two = {"a", "b"} ngx.header.content_type = "text/html"
  ngx.header["X-One"] = "changed" ngx.header.gone = "x" ngx.header.gone = nil
  ngx.header["X-Lines"] = "a\\r\\nb: c" ngx.say(ngx.header.x_one, type(ngx.header["X-Two"]), ngx.header.none) } }
location = /length { content_by_lua_block { ngx.header.content_length = 3 ngx.print("abc") } }
location = /cookies { content_by_lua_block { ngx.header["Set-Cookie"] = {"a=1", "b=2"} ngx.say(ngx.var.cookie_a) } }
location = /location { content_by_lua_block { ngx.header.Location = "/x" ngx.exit(302) } }
location = /redirect { content_by_lua_block { return ngx.redirect("/to?x=1") } }
location = /redirect301 { rewrite_by_lua_block { return ngx.redirect("http://a/b", 301) } }
location = /exit200 { content_by_lua_block { ngx.exit(200) } }
location = /exit0 { rewrite_by_lua_block { ngx.exit(ngx.OK) } content_by_lua_block { ngx.say("on") } }
location = /exit403 { access_by_lua_block { ngx.exit(403) } content_by_lua_block { ngx.say("never") } }
location = /exit503 { access_by_lua_block { if true then return ngx.exit(503) end } content_by_lua_block { ngx.say("never") } }
location = /exit204 { content_by_lua_block { ngx.exit(204) } }
location = /exit-late { content_by_lua_block { ngx.say("said") ngx.exit(404) } }
location = /exit-pcall { content_by_lua_block { pcall(ngx.exit, 402) ngx.say("never") } }
location = /say-in-access { access_by_lua_block { ngx.say("access") } content_by_lua_block { ngx.say("never") } }
location = /error { content_by_lua_block {
    local function inner() error("in a function") end
    inner()
} }
location = /error-table { content_by_lua_block { error({}) } }
location = /error-access { access_by_lua_block { error("acc") } }
location = /syntax { content_by_lua_block { x = = 1 } }
location = /no-file { content_by_lua_file lua/none.lua; }
location = /file { content_by_lua_file lua/file.lua; }
location = /module-missing { content_by_lua_block { ngx.say(select(2, pcall(require, "none")):match("^[^\\n]*")) } }
location = /module { content_by_lua_block { ngx.say(require("m").name, require("m") == require("m")) } }
location = /global { content_by_lua_block { leak = 1 ngx.say(leak) } }
location = /log { content_by_lua_block {
    ngx.log(ngx.ERR, "an error ", nil, " ", true, " ", 12) print("a notice")
    local function named() ngx.log(ngx.WARN, "from a function") end named() ngx.say("logged") } }
location = /log-phase { log_by_lua_block { ngx.log(ngx.WARN, "logging ", ngx.status) } content_by_lua_block { ngx.say(1) } }
location = /bad-argument { content_by_lua_block { ngx.say(function() end) } }
location = /bad-sleep { content_by_lua_block { ngx.sleep("x") } }
location = /header-filter { header_filter_by_lua_block { ngx.header.x_f = ngx.status } content_by_lua_block { ngx.say("filtered") } }
location = /body-filter { body_filter_by_lua_block { ngx.arg[1] = string.upper(ngx.arg[1]) } content_by_lua_block { ngx.say("filtered") } }
location = /filter-phase { header_filter_by_lua_block { local ok, e = pcall(ngx.sleep, 1) ngx.header.x_e = e } content_by_lua_block { ngx.say("x") } }
location = /phases { set $p ""; rewrite_by_lua_block { ngx.var.p = ngx.get_phase() } access_by_lua_block { ngx.var.p = ngx.var.p .. ngx.get_phase() } content_by_lua_block { ngx.say(ngx.var.p, ngx.get_phase()) } }
location = /vars { return 200 "$host|$uri|$request_uri|$args|$arg_a|$arg_none|$http_x|$request_method|$scheme|$server_name|$server_protocol|$is_args|$query_string|$document_uri|$content_length|$http_none|$remote_addr|$server_addr|$request|\${host}\\n"; }
location = /vars-lua { content_by_lua_block { for _, n in ipairs{"host","uri","args","arg_a","nothing","http_x","status","request_uri","content_type","is_args"} do ngx.say(n, "=", ngx.var[n]) end } }
location = /var-unknown { content_by_lua_block { ngx.var.unknown = 1 } }
location = /var-fixed { content_by_lua_block { ngx.var.host = 1 } }
location = /args { content_by_lua_block { local t = ngx.req.get_uri_args() local k = {} for n in pairs(t) do k[#k + 1] = n end table.sort(k)
  for _, n in ipairs(k) do local v = t[n] ngx.say(n, ": ", type(v) == "table" and table.concat(v, ",") or tostring(v)) end } }
location = /request-headers { content_by_lua_block { local h = ngx.req.get_headers() ngx.say(h["X"], " ", h.x, " ", h.host, " ", type(h.multi), " ", h["no-such"]) } }
location = /method { content_by_lua_block { ngx.say(ngx.req.get_method(), ngx.req.http_version()) } }
location = /escapes { content_by_lua_block { ngx.say(ngx.escape_uri("a b/c?é~"), ngx.unescape_uri("%41+b%zz"), ngx.encode_base64("abcd"), ngx.md5("x"), ngx.crc32_long("x"), ngx.encode_args({a = "b c"}), ngx.quote_sql_str("a'b")) } }
location = /times { content_by_lua_block { ngx.say(ngx.http_time(1), ngx.cookie_time(1), ngx.parse_http_time("Thu, 01 Jan 1970 00:00:01 GMT"), #ngx.localtime(), type(ngx.now())) } }
location = /dict { content_by_lua_block { local d = ngx.shared.d d:flush_all() ngx.say(d:set("a", 1), d:get("a"), d:incr("a", 2), d:get("none"), d:add("a", 1), d:delete("a")) ngx.say(d:get(nil)) } }
location = /re-match { content_by_lua_block {
  local function show(m, e) if not m then return ngx.say("none ", e) end for i = 0, 3 do ngx.print(i, "=", tostring(m[i]), " ") end ngx.say() end
  show(ngx.re.match("hello, 1234", "([0-9])[0-9]+")) show(ngx.re.match("hello", "(x)?h(e)", "jo")) show(ngx.re.match("HELLO", "hello", "i"))
  show(ngx.re.match("a\nb", "^b$", "m")) show(ngx.re.match("a\nb", "a.b")) show(ngx.re.match("a\nb", "a.b", "s")) show(ngx.re.match("ab", "b", "a"))
  show(ngx.re.match("a b", "a \\s b # comment", "x")) show(ngx.re.match("x\n", "x$")) show(ngx.re.match("abc", "\\Aabc\\z"))
  local m = ngx.re.match("key=value", "(?<k>\\w+)=(?<v>\\w+)") ngx.say(m.k, m.v, m[1], m.none)
  local ctx = { pos = 2 } show(ngx.re.match("1234", "[0-9]", "", ctx)) ngx.say(ctx.pos)
  ngx.say(ngx.re.find("hello 12", "[0-9]+")) ngx.say(ngx.re.find("hello 12", "([a-z]+) (1)", "jo", nil, 2)) ngx.say(ngx.re.find("x", "y"))
  show(ngx.re.match("你好", "(.)(.)", "u")) show(ngx.re.match("a.b", "[[:alpha:]]\\.\\Q.\\E")) show(ngx.re.match("ab12", "(?i)AB(?#c)\\d{2}")) } }
location = /re-sub { content_by_lua_block {
  ngx.say(ngx.re.sub("hello, 1234", "([0-9])[0-9]", "[$0][$1]")) ngx.say(ngx.re.gsub("hello, world", "([a-z])[a-z]+", "[$0,12$$]", "i"))
  ngx.say(ngx.re.gsub("abc", "b", function(m) return "<" .. m[0] .. ">" end)) ngx.say(ngx.re.gsub("abc", "x", "y")) ngx.say(ngx.re.gsub("abc", "x*", "-"))
  ngx.say(ngx.re.sub("a", "a", "$1")) } }
location = /re-gmatch { content_by_lua_block { for m in ngx.re.gmatch("a1 b2 c3", "([a-z])([0-9])") do ngx.print(m[1], m[2], ";") end
  for m in ngx.re.gmatch("ab", "x*") do ngx.print("[", m[0], "]") end ngx.say() } }
location = /threads { content_by_lua_block {
  local function f(n) ngx.sleep(n) return n, "done" end
  local a, b = ngx.thread.spawn(f, 0.02), ngx.thread.spawn(f, 0.001) ngx.say(type(a), coroutine.status(a))
  ngx.say(ngx.thread.wait(a, b)) ngx.say(ngx.thread.wait(a)) ngx.say(ngx.thread.wait(a))
  local c = ngx.thread.spawn(function() error("inside") end) ngx.say((ngx.thread.wait(c)))
  local d = ngx.thread.spawn(f, 10) ngx.say(ngx.thread.kill(d)) ngx.say(ngx.thread.kill(d)) } }
location = /thread-exit { content_by_lua_block { ngx.thread.spawn(function() ngx.sleep(0.001) ngx.exit(503) end) ngx.sleep(5) ngx.say("never") } }
location = /thread-last { content_by_lua_block { ngx.thread.spawn(function() ngx.sleep(0.002) ngx.say("thread") end) ngx.say("entry") } }
location = /timer { content_by_lua_block { local d = ngx.shared.d ngx.say(ngx.timer.at(0, function(premature, x) d:set("timer", tostring(premature) .. x .. ngx.get_phase()) end, "y"))
  ngx.sleep(0.01) ngx.say(d:get("timer"), ngx.timer.pending_count(), ngx.timer.running_count()) } }
location = /timer-error { content_by_lua_block { ngx.timer.at(0, function() ngx.say("x") end) ngx.sleep(0.005) ngx.say("ok") } }
location = /sleep { content_by_lua_block { ngx.sleep(0.001) ngx.say("slept") } }
location = /coroutine { content_by_lua_block { local co = coroutine.wrap(function() ngx.sleep(0.001) coroutine.yield(1) return 2 end) ngx.say(co(), co()) } }
location = /flush { content_by_lua_block { ngx.say("a") ngx.flush(true) ngx.say("b") } }
location = /eof { content_by_lua_block { ngx.say("a") ngx.eof() ngx.log(ngx.WARN, "after eof ", select(2, ngx.say("b"))) } }
location = /body { content_by_lua_block { ngx.req.read_body() ngx.say(ngx.req.get_body_data()) } }
location = /post { content_by_lua_block { ngx.req.read_body() ngx.say(ngx.req.get_post_args().a) } }
location = /return { return 200 "text\\n"; }
location = /return-404 { return 404; }
location = /return-404-text { return 404 "gone\\n"; }
location = /return-204 { return 204; }
location = /return-301 { return 301 /elsewhere; }
location = /return-url { return http://example.com/x; }
location = /return-500 { return 500; }
location = /add { add_header X-A "$arg_a"; add_header X-B b always; return 404 "x"; }
location = /add2 { add_header X-A "$arg_a"; add_header X-B b always; return 200 "x"; }
location = /type { default_type application/json; return 200 "{}"; }
location /prefix/ { return 200 "prefix $uri\\n"; }
location /prefix/longer/ { return 200 "longer $uri\\n"; }
location ^~ /final/ { return 200 "final\\n"; }
location ~ \\.php$ { return 200 "php $uri\\n"; }
location ~* ^/re/(.*)\\.(TXT)$ { return 200 "re $1 $2\\n"; }
location /internal { internal; return 200 "inside\\n"; }
location = /exec { content_by_lua_block { return ngx.exec("/internal", "a=1") } }
location = /error-page { error_page 404 = /internal; return 404; }
location /static/ { }
location = /named { content_by_lua_block { ngx.exec("@name") } }
location @name { return 200 "named $uri\\n"; }
location /outer { location /outer/inner { return 200 "inner\\n"; } location ~ regex$ { return 200 "nested regex\\n"; } return 200 "outer\\n"; }
`;

const files = {
  'conf/nginx.conf': confOf(locations, http),
  'lua/file.lua': '-- a comment\nerror("in a file")\n',
  'lua/m.lua': 'return { name = ... }\n',
  'html/static/a.txt': 'static text\n',
  'html/static/index.html': '<p>index</p>\n',
  'temp/.keep': '',
};

const plain = `
say print nothing status odd-status headers length location redirect redirect301 exit200 exit0 exit403 exit503 exit204
exit-late exit-pcall say-in-access error error-table error-access syntax no-file file module-missing module global log
log-phase bad-argument bad-sleep header-filter body-filter filter-phase phases var-unknown var-fixed method escapes
times re-match re-sub re-gmatch threads thread-exit thread-last timer dict sleep coroutine flush eof return return-404 return-404-text return-204 return-301 return-url return-500
type prefix/ prefix/x prefix/longer/y prefix/../say prefix//x %70rint final/x.php x.php re/one.txt internal exec error-page
static/a.txt static/ static/none static named outer outer/inner outer/xregex none.html
`
  .trim()
  .split(/\s+/)
  .map((path) => `/${path}`);

function request(
  path: string,
  headers: readonly string[] = [],
  method = 'GET',
  body = '',
  version = 'HTTP/1.1',
): string {
  const lines = [`${method} ${path} ${version}`, 'Host: localhost:81', 'Connection: close', ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const requests: readonly string[] = [
  ...plain.map((path) => request(path)),
  request('/vars?a=b&a=c', ['X: y', 'X: z']),
  request('/vars'),
  request('/vars-lua?a=1', ['X: y', 'Content-Type: t']),
  request('/args?a=1&b&a=2&c=%20+x&=3&&d='),
  request('/request-headers', ['x: y', 'Multi: 1', 'Multi: 2']),
  request('/cookies', ['Cookie: b=1; a=2']),
  request('/add?a=1'),
  request('/add2?a=1'),
  request('/add2'),
  request('/say', [], 'HEAD'),
  request('/static/a.txt', [], 'HEAD'),
  request('/static/a.txt', [], 'POST'),
  request('/return-404', [], 'HEAD'),
  request('/method', [], 'DELETE'),
  request('/body', ['Content-Length: 4'], 'POST', 'data'),
  request('/post', ['Content-Length: 5'], 'POST', 'a=b&c'),
  request('/say', [], 'GET', '', 'HTTP/1.0'),
  request('/return', [], 'GET', '', 'HTTP/1.0'),
  request('/error', [], 'GET', '', 'HTTP/1.0'),
  request('/..', []),
  request('/%00', []),
  request('/say', ['Content-Length: 2000000'], 'POST'),
  // Two on one connection.
  `GET /print HTTP/1.1\r\nHost: a\r\n\r\n${request('/return')}`,
];

/** What cannot be the same: names, dates, sizes of pages that hold the server's name, ports. */
function comparable(answer: string): string {
  return joinChunks(answer)
    .replace(/\r\nServer: [^\r]*/g, '\r\nServer: S')
    .replace(/\r\nDate: [^\r]*/g, '\r\nDate: D')
    .replace(/\r\n(ETag|Last-Modified): [^\r]*/g, '\r\n$1: V')
    .replace(/<center>(?:nginx\/[\d.]+|openresty-lens)<\/center>/g, '<center>S</center>')
    .replace(/(Content-Type: text\/html\r\n)Content-Length: 1\d\d\r\n/g, '$1Content-Length: N\r\n')
    .replace(/\r\nLocation: http:\/\/localhost:\d+/g, '\r\nLocation: http://localhost:P');
}

/** Where one chunk ends and the next begins is nobody's promise. */
function joinChunks(answer: string): string {
  return answer.includes('chunked')
    ? answer.replace(/\r\n[0-9a-f]+\r\n(?!\r\n)/g, (mark, at: number) =>
        answer.slice(at - 2, at) === '\r\n' ? '\r\n' : '',
      )
    : answer;
}

/** Messages of our level without times, processes and connection numbers. */
function comparableLog(log: string): string[] {
  return (
    log
      .split(/\n(?=\d{4}\/)/)
      .filter((line) => /\[(?:notice|warn|error|crit|alert|emerg)\]/.test(line))
      .map((line) =>
        line
          .trim()
          .replace(/^.{19} /, '')
          .replace(/\d+#\d+: (?:\*\d+ )?/, ''),
      )
      .filter((line) => !/^\[notice\] (?:using|nginx\/|OS:|getrlimit|start|signal|exit|worker)/.test(line))
      // resty.core's Lua frames and our functions stand for the same call.
      .map((line) =>
        line.replace(
          /\t\[C\]: in function '(?:set_var|error)'\n\t.*: in function '__newindex'/,
          '\t[C]: __newindex',
        ),
      )
      // Of several coroutines only the innermost one's stack is shown here.
      .map((line) => line.replace(/\ncoroutine 1:\n[^]*?(?=, client)/, ''))
      // LuaJIT leaves out the line of a frame that an error of its own ended; its C frames have addresses.
      .map((line) => line.replace(/:\d+\)(?::\d+)?: in main chunk/g, ':N): in main chunk'))
  );
}

const reason = whyNoNginx();

suite('the same requests get the same bytes from nginx', { skip: reason ?? false }, () => {
  test('answers and error log', async () => {
    const prefix = makePrefix(files);
    const nginx = await startNginx(prefix);
    const theirs: string[] = [];
    for (const bytes of requests) theirs.push(comparable(await exchange(nginx.port, bytes)));
    const theirLog = comparableLog(await nginx.stop());

    const server = await serve(prefix);
    const ours: string[] = [];
    for (const bytes of requests) ours.push(comparable(await exchange(server.ports[0] ?? 0, bytes)));
    const ourLog = comparableLog(server.errorLog());
    await server.quit();

    const differing = requests
      .map((bytes, index) => ({ request: bytes.split('\r\n')[0], ours: ours[index], theirs: theirs[index] }))
      .filter((pair) => pair.ours !== pair.theirs);
    assert.deepEqual(differing, []);
    assert.deepEqual(ourLog, theirLog);
  });
});
