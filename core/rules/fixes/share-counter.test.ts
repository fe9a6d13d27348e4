import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Fix } from '../../../contract/index.js';
import type { Example } from '../rule.js';
import { applyFix } from '../testing/apply.js';
import { check } from '../testing/marked.js';
import { conf, run, say } from '../testing/programs.js';

const path = 'lua_package_path "$prefix/lua/?.lua;;";';

/** Without the comment that every finding about state offers. */
function shared(fixes: readonly Fix[]): readonly Fix[] {
  return fixes.filter(({ title }) => !title.startsWith('Keep '));
}

function fixesOf(texts: Example): readonly Fix[] {
  return shared(check(texts).findings.flatMap(({ fixes }) => fixes ?? []));
}

/** Applies the first fix, checks that no finding is left and that every chunk compiles, and gives the texts. */
function mended(texts: Example): Record<string, string> {
  const [first] = fixesOf(texts);
  assert.ok(first, 'there is a fix');
  const after = applyFix(texts, first);
  assert.deepEqual(
    check(after).findings.map(({ code, message }) => `${code} ${message}`),
    [],
  );
  return after;
}

/** What becomes of `lua/m.lua` whose `hit` and `get` are each run by a location. */
function mendedModule(lua: string): string | undefined {
  const nginx = conf({ '/hit': say('require("m").hit()'), '/get': say('require("m").get()') });
  return mended({ 'conf/nginx.conf': nginx, 'lua/m.lua': lua })['lua/m.lua'];
}

suite('a counter becomes one for all workers', () => {
  test('the tutorial: both files, and the number of incr is what the request goes on with', () => {
    const nginx = `worker_processes 4;
events {}
http {
    ${path}
    server {
        location / { ${say('require("my-module").main()')} }
    }
}
`;
    const lua = `local _M = {}

local counter = 0

function _M.main()
    counter = counter + 1
    return counter
end

return _M
`;
    assert.deepEqual(mended({ 'conf/nginx.conf': nginx, 'lua/my-module.lua': lua }), {
      'conf/nginx.conf': nginx.replace(path, `${path}\n    lua_shared_dict my_module 1m;`),
      'lua/my-module.lua': `local _M = {}

function _M.main()
    local counter = ngx.shared.my_module:incr("counter", 1, 0)
    return counter
end

return _M
`,
    });
  });

  test('a read in another function gets the value, with parentheses where an operator is around it', () => {
    const lua = `local n = 10
local M = {}
function M.hit() n = n + 2 return n end
function M.get() return "n: " .. n .. "/" .. tostring(n) end
return M
`;
    assert.equal(
      mendedModule(lua),
      `local M = {}
function M.hit() local n = ngx.shared.m:incr("n", 2, 10) return n end
function M.get() return "n: " .. (ngx.shared.m:get("n") or 10) .. "/" .. tostring(ngx.shared.m:get("n") or 10) end
return M
`,
    );
  });

  test('a write in an inner block: what follows outside reads anew', () => {
    const lua = `local n = 0
local M = {}
function M.hit()
    if ngx.var.arg_x then
        n = n + 1
    end
    return n
end
function M.get() return n end
return M
`;
    assert.match(
      mendedModule(lua) ?? '',
      /if ngx\.var\.arg_x then\n {8}ngx\.shared\.m:incr\("n", 1, 0\)\n {4}end\n {4}return ngx\.shared\.m:get\("n"\) or 0\n/,
    );
  });

  test('two writes in one function: no local stands for a number that the second one changes', () => {
    const lua = `local n = 0
local M = {}
function M.hit()
    n = n + 1
    n = n - 2
    return n
end
function M.get() return n end
return M
`;
    assert.match(
      mendedModule(lua) ?? '',
      /incr\("n", 1, 0\)\n {4}ngx\.shared\.m:incr\("n", -2, 0\)\n {4}return ngx\.shared\.m:get\("n"\) or 0\n/,
    );
  });

  test('a function that is called between the write and the read may write, too', () => {
    const lua = `local n = 0
local M = {}
local function bump() n = n + 1 end
function M.hit()
    n = n + 1
    bump()
    return n
end
function M.get() return n end
return M
`;
    assert.match(
      mendedModule(lua) ?? '',
      /hit\(\)\n {4}ngx\.shared\.m:incr\("n", 1, 0\)\n {4}bump\(\)\n {4}return ngx\.shared\.m:get\("n"\) or 0\n/,
    );
  });

  test('a closure made after the write reads anew: it may run later', () => {
    const lua = `local n = 0
local M = {}
function M.hit()
    n = n + 1
    return (function() return n end)()
end
function M.get() return n end
return M
`;
    assert.match(mendedModule(lua) ?? '', /function\(\) return ngx\.shared\.m:get\("n"\) or 0 end/);
  });

  test('a variable that begins as nil and is counted from (n or 0)', () => {
    const lua = `local n
local M = {}
function M.hit() n = (n or 0) + 1 return n end
function M.get() return n end
return M
`;
    assert.match(
      mendedModule(lua) ?? '',
      /function M\.hit\(\) local n = ngx\.shared\.m:incr\("n", 1, 0\) return n end/,
    );
  });

  test('a reset to a number is a set', () => {
    const lua = `local n = 0
local M = {}
function M.hit() n = n + 1 return n end
function M.get() n = 0 return n end
return M
`;
    const after = mendedModule(lua) ?? '';
    assert.match(
      after,
      /function M\.get\(\) ngx\.shared\.m:set\("n", 0\) return ngx\.shared\.m:get\("n"\) or 0 end/,
    );
  });
});

suite('where the line goes in the configuration', () => {
  const lua = 'local n = 0\nlocal M = {}\nfunction M.hit() n = n + 1 return n end\nreturn M\n';
  const program = (http: string): Example => ({
    'conf/nginx.conf': `worker_processes 4;\nevents {}\n${http}`,
    'lua/m.lua': lua,
  });
  const server = `server { location / { ${say('require("m").hit()')} } }`;
  const cases: [string, string, string][] = [
    [
      'beside the other dictionaries, behind a comment on their line',
      `http {\n\tlua_shared_dict other 1m; # for others\n\t${server}\n}\n`,
      `http {\n\tlua_shared_dict other 1m; # for others\n\tlua_shared_dict m 1m;\n\t${server}\n}\n`,
    ],
    [
      'at the start of the block',
      `http {\n  ${server}\n}\n`,
      `http {\n  lua_shared_dict m 1m;\n  ${server}\n}\n`,
    ],
    ['on the one line that there is', `http { ${server} }\n`, `http { lua_shared_dict m 1m; ${server} }\n`],
    [
      'with the line ends of the file',
      `http {\r\n    ${path}\r\n    ${server}\r\n}\r\n`,
      `http {\r\n    ${path}\r\n    lua_shared_dict m 1m;\r\n    ${server}\r\n}\r\n`,
    ],
  ];
  for (const [name, before, after] of cases) {
    test(name, () =>
      assert.equal(mended(program(before))['conf/nginx.conf'], program(after)['conf/nginx.conf']),
    );
  }

  test('in the file that has the http block, which another file includes', () => {
    const texts = {
      'conf/nginx.conf': 'worker_processes 4;\nevents {}\ninclude http.conf;\n',
      'conf/http.conf': `http {\n    ${server}\n}\n`,
      'lua/m.lua': lua,
    };
    assert.equal(mended(texts)['conf/http.conf'], `http {\n    lua_shared_dict m 1m;\n    ${server}\n}\n`);
  });

  test('in every configuration that runs the module', () => {
    const nginx = `worker_processes 4;\nevents {}\nhttp {\n    ${path}\n    ${server}\n}\n`;
    const after = mended({ 'a/conf/nginx.conf': nginx, 'b/conf/nginx.conf': nginx, 'lua/m.lua': lua });
    assert.match(after['a/conf/nginx.conf'] ?? '', /lua_shared_dict m 1m;/);
    assert.match(after['b/conf/nginx.conf'] ?? '', /lua_shared_dict m 1m;/);
  });

  test('names that are taken are not taken again; a dictionary that is there is offered, with a key of its own', () => {
    const http = `http {\n    lua_shared_dict m 1m;\n    ${server}\n}\n`;
    const texts = { ...program(http), 'lua/other.lua': 'return ngx.shared.m:get("n")\n' };
    const [own, existing] = fixesOf(texts);
    assert.match(own?.title ?? '', /lua_shared_dict m_2/);
    assert.match(existing?.title ?? '', /shared dict m$/);
    assert.ok(existing?.edits.every(({ file }) => file === 'lua/m.lua'));
    assert.match((existing?.edits ?? []).map(({ newText }) => newText).join(), /incr\("m:n", 1, 0\)/);
  });
});

suite('no fix where the meaning would not stay', () => {
  const program = (lua: string): Example => ({
    'conf/nginx.conf': conf({
      '/set': run('require("m").hit(ngx.var.arg_v)'),
      '/get': say('require("m").get()'),
    }),
    'lua/m.lua': lua,
  });
  const cases: [string, string][] = [
    [
      'a value that is no count',
      'local v = 0\nlocal M = {}\nfunction M.hit(x) v = x end\nfunction M.get() return v end\nreturn M\n',
    ],
    [
      'a reset to something unknown',
      'local v = 0\nlocal M = {}\nfunction M.hit(x) v = v + 1 v = x end\nfunction M.get() return v end\nreturn M\n',
    ],
    [
      'several targets',
      'local v, w = 0\nlocal M = {}\nfunction M.hit() v, w = v + 1, 2 end\nfunction M.get() return v end\nreturn M\n',
    ],
    [
      'a start that is computed',
      'local v = tonumber(os.getenv("LIMIT")) or 0\nlocal M = {}\nfunction M.hit() v = v + 1 end\nfunction M.get() return v end\nreturn M\n',
    ],
  ];
  for (const [name, lua] of cases) {
    test(name, () => {
      const { findings } = check(program(lua));
      assert.ok(findings.length > 0, 'the finding is there');
      assert.deepEqual(shared(findings.flatMap(({ fixes }) => fixes ?? [])), []);
    });
  }
});
