import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  allApiDocs,
  allDirectiveDocs,
  apiDoc,
  constructedBy,
  directiveDoc,
  moduleDoc,
  toMarkdown,
  type DocEntry,
} from './index.js';
import { allPhases } from './phases.js';

const directives = allDirectiveDocs();
const calls = allApiDocs();
const all = [...directives, ...calls];

/** The names of entries of which something is not true: a failing test shows all of them. */
function offenders(entries: readonly DocEntry[], isTrue: (entry: DocEntry) => boolean): string[] {
  return entries.filter((entry) => !isTrue(entry)).map(({ name }) => name);
}

suite('every entry', () => {
  for (const [kind, entries] of Object.entries({ directives, calls })) {
    test(`of the ${kind} has a name of its own`, () => {
      const names = entries.map(({ name }) => name);
      assert.ok(names.length > 100);
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });
  }

  test('has a text of sentences', () => {
    assert.deepEqual(
      offenders(all, ({ text }) => /^\S[\s\S]{10,}\.$/.test(text) && !text.includes('\n\n\n')),
      [],
    );
  });

  test('has forms that name it', () => {
    const lastName = (name: string): string =>
      name
        .split(/[.:]/)
        .at(-1)!
        .replace(/^(?:VARIABLE|HEADER|DICT|DIRECTIVE|arg)$/, '');
    assert.deepEqual(
      offenders(
        all,
        ({ name, syntax }) => syntax.length > 0 && syntax.every((form) => form.includes(lastName(name))),
      ),
      [],
    );
  });

  test('names a page over https', () => {
    assert.deepEqual(
      offenders(all, ({ url }) => /^https:\/\/[\w.-]+\/[\w./#-]*$/.test(url)),
      [],
    );
  });

  test('is in blocks or phases that exist', () => {
    const blocks = [
      ...['http', 'server', 'if in server', 'location', 'if in location', 'upstream'],
      ...['stream', 'server in stream', 'upstream in stream'],
    ];
    assert.deepEqual(
      offenders(directives, ({ contexts = [] }) => contexts.length > 0 && areFrom(blocks, contexts)),
      [],
    );
    assert.deepEqual(
      offenders(calls, ({ contexts }) => !contexts || (contexts.length > 0 && areFrom(allPhases, contexts))),
      [],
    );
  });

  test('is well-formed Markdown', () => {
    const isBalanced = (markdown: string): boolean =>
      (markdown.match(/^```/gm) ?? []).length === 2 &&
      (markdown.replace(/^```[\s\S]*?^```/gm, '').match(/`/g) ?? []).length % 2 === 0 &&
      (markdown.match(/\*\*/g) ?? []).length % 2 === 0;
    assert.deepEqual(
      offenders(all, (entry) => isBalanced(toMarkdown(entry))),
      [],
    );
  });

  test('constructs an object that has methods', () => {
    // The threads of the two libraries are handed to functions; they have no methods.
    const objects = new Set(calls.flatMap(({ constructs }) => constructs ?? []));
    objects.delete('thread');
    // A module's own instance has the module's functions.
    const hasMembers = (object: string): boolean =>
      calls.some(({ name }) => name.startsWith(`${object}:`) || name === `${object}.encode`);
    assert.ok(objects.size > 10);
    assert.deepEqual(
      [...objects].filter((object) => !hasMembers(object)),
      [],
    );
  });
});

function areFrom(known: readonly string[], values: readonly string[]): boolean {
  return new Set(values).size === values.length && values.every((value) => known.includes(value));
}

suite('what the sample and the twenty applications of the truth use is there', () => {
  const usedDirectives =
    'lua_package_path lua_shared_dict init_by_lua_block rewrite_by_lua_block access_by_lua_block content_by_lua_block content_by_lua_file';
  const usedCalls =
    'ngx ngx.say ngx.exit ngx.sleep ngx.ctx ngx.var ngx.var.VARIABLE ngx.shared ngx.shared.DICT ngx.shared.DICT.incr ngx.shared.DICT.get package.loaded require rawget setmetatable pairs ipairs tonumber tostring table.concat table.insert table.remove table.sort';
  const usedModules = 'resty.lrucache table.clear';
  for (const name of usedDirectives.split(' ')) test(name, () => assert.ok(directiveDoc(name)));
  for (const path of usedCalls.split(' ')) test(path, () => assert.ok(apiDoc(path)));
  for (const name of usedModules.split(' ')) test(name, () => assert.equal(moduleDoc(name)?.kind, 'module'));
  test('the cache that they make, and its methods', () => {
    const cache = constructedBy('resty.lrucache.new') ?? '';
    assert.match(apiDoc(`${cache}:get`)?.text ?? '', /this worker/);
    assert.match(apiDoc(`${cache}:set`)?.text ?? '', /this worker/);
  });
});

suite('what decides about state says for whom it is', () => {
  const scopes: Record<string, RegExp> = {
    'ngx.ctx': /\*\*Per request\*\*/,
    'ngx.var.VARIABLE': /\*\*Per request\*\*/,
    'ngx.socket.tcp': /\*\*Per request\*\*/,
    'resty.redis': /\*\*for one request\*\*/,
    'ngx.timer.every': /\*\*Per worker\*\*/,
    'tcpsock:setkeepalive': /\*\*Per worker\*\*/,
    'ngx.semaphore': /\*\*Per worker\*\*/,
    'resty.lrucache': /\*\*Per worker, on purpose\*\*/,
    require: /once in each worker/,
    'ngx.shared.DICT': /\*\*Shared by all workers\*\*/,
    'ngx.shared.DICT.incr': /\*\*Shared by all workers\*\*/,
    'resty.lock': /\*\*Shared by all workers\*\*/,
  };
  for (const [path, scope] of Object.entries(scopes)) {
    test(path, () => assert.match(apiDoc(path)?.text ?? '', scope));
  }
  for (const name of ['lua_shared_dict', 'lua_code_cache', 'init_by_lua_block', 'access_by_lua_file']) {
    test(name, () => assert.match(directiveDoc(name)?.text ?? '', /\*\*[^*]*(?:worker|request)/));
  }
});

suite('looking up', () => {
  test('a method as a function and a function as a method', () => {
    assert.equal(apiDoc('ngx.shared.DICT:incr'), apiDoc('ngx.shared.DICT.incr'));
    assert.equal(apiDoc('resty.lrucache.get'), apiDoc('resty.lrucache:get'));
    assert.equal(constructedBy('resty.redis.new'), 'resty.redis');
  });

  test('the forms of a family share its text', () => {
    const [block, file, string] = ['_block', '_file', ''].map(
      (form) => directiveDoc(`access_by_lua${form}`)?.text ?? '',
    );
    assert.ok(block && file?.startsWith(block) && string?.startsWith(block));
    assert.notEqual(file, string);
  });

  test('what nobody knows, and what every object has', () => {
    for (const name of ['', 'no.such', 'toString', 'constructor', '__proto__', 'ngx.say.more']) {
      assert.equal(apiDoc(name), undefined);
      assert.equal(directiveDoc(name), undefined);
      assert.equal(moduleDoc(name), undefined);
      assert.equal(constructedBy(name), undefined);
    }
    assert.equal(moduleDoc('ngx.say'), undefined);
  });
});

suite('the hover of an entry', () => {
  const entry: DocEntry = {
    name: 'lua_thing',
    kind: 'directive',
    syntax: ['lua_thing on|off'],
    default: 'on',
    contexts: ['http', 'server'],
    since: '0.9',
    text: 'What it does.',
    url: 'https://example.org/#lua_thing',
  };

  test('forms, facts, text and page', () => {
    assert.equal(
      toMarkdown(entry),
      '```nginx\nlua_thing on|off\n```\n\ndefault: `on` · context: http, server · since 0.9\n\nWhat it does.\n\n[manual](https://example.org/#lua_thing)',
    );
  });

  test('a call has phases, and is Lua', () => {
    const { name, text, url } = entry;
    assert.equal(
      toMarkdown({ name, kind: 'function', syntax: ['f(a)', 'f()'], contexts: ['set_by_lua'], text, url }),
      '```lua\nf(a)\nf()\n```\n\nphases: set_by_lua\n\nWhat it does.\n\n[manual](https://example.org/#lua_thing)',
    );
  });

  test('no line for facts where there are none', () => {
    const { name, text, url } = entry;
    assert.equal(
      toMarkdown({ name, kind: 'module', syntax: ['require "a"'], text, url }),
      '```lua\nrequire "a"\n```\n\nWhat it does.\n\n[manual](https://example.org/#lua_thing)',
    );
  });
});
