import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { allApiDocs, allDirectiveDocs, directiveDoc, type DocEntry } from './index.js';
import { allPhases, yielding } from './phases.js';

/** What the manuals say, entry by entry, and what ngx_lua's and nginx's C sources check. */
const folder = '../shared/facts';
const skip = existsSync(folder) ? false : `${folder} is not there`;

interface Fact {
  readonly name: string;
  readonly syntax: readonly string[];
  readonly default?: string;
  readonly contexts?: readonly string[];
  readonly since?: string;
  readonly source: string;
}

interface Check {
  readonly phases?: readonly string[];
  readonly notIn?: readonly string[];
  readonly fails?: readonly string[];
}

interface Command {
  readonly module: string;
  readonly flags: readonly string[];
}

const read = (name: string): unknown =>
  skip ? {} : JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));
const manuals = read('openresty-docs') as { directives?: readonly Fact[]; apis?: readonly Fact[] };
const checks = (read('ngx-lua-phase-checks') as { apis?: Record<string, Check> }).apis ?? {};
const commands = read('nginx-directive-flags') as Record<string, readonly Command[]>;

/** Where the manual of each of our names is: the beginning of the name, part of the source. The first that fits counts. */
const sources: readonly (readonly [prefix: string, source: string])[] = [
  ['ngx.semaphore', 'ngx/semaphore.md'],
  ['ngx.balancer', 'ngx/balancer.md'],
  ['ngx.base64', 'ngx/base64.md'],
  ['ngx.errlog', 'ngx/errlog.md'],
  ['ngx.process', 'ngx/process.md'],
  ['ngx.pipe', 'ngx/pipe.md'],
  ['ngx.re.split', 'ngx/re.md'],
  ['ngx.re.opt', 'ngx/re.md'],
  ['ngx.req.add_header', 'ngx/req.md'],
  ['ngx.resp.add_header', 'ngx/resp.md'],
  ['ngx.resp.set_status', 'ngx/resp.md'],
  ['ngx.resp.bypass_if_checks', 'ngx/resp.md'],
  ['ngx.ssl.clienthello', 'ngx/ssl/clienthello.md'],
  ['ngx.ssl.session', 'ngx/ssl/session.md'],
  ['ngx.ssl.proxysslcert', 'ngx/ssl/proxysslcert.md'],
  ['ngx.ssl.proxysslverify', 'ngx/ssl/proxysslverify.md'],
  ['ngx.ssl', 'ngx/ssl.md'],
  ['ngx.proxyssl', 'ngx/proxyssl.md'],
  ['ngx.ocsp', 'ngx/ocsp.md'],
  ['ngx.upstream', 'lua-upstream-nginx-module@'],
  ['tcpsock:shutdown', 'stream-lua-nginx-module@'],
  ['resty.core.ctx', 'lua-resty-core@a103a6f README'],
  ['resty.core.time', 'resty/core/time.md'],
  ['resty.lrucache.pureffi', 'none'],
  ['resty.lrucache', 'lua-resty-lrucache@'],
  ['resty.lock', 'lua-resty-lock@'],
  ['resty.limit.req', 'limit/req.md'],
  ['resty.limit.count', 'limit/count.md'],
  ['resty.limit.conn', 'limit/conn.md'],
  ['resty.limit.traffic', 'limit/traffic.md'],
  ['resty.redis', 'lua-resty-redis@'],
  ['resty.mysql', 'lua-resty-mysql@'],
  ['resty.memcached', 'lua-resty-memcached@'],
  ['resty.http', 'ledgetech/lua-resty-http@'],
  ['resty.dns.resolver', 'lua-resty-dns@'],
  ['resty.websocket', 'lua-resty-websocket@'],
  ['resty.shell', 'lua-resty-shell@'],
  ['resty.upstream.healthcheck', 'lua-resty-upstream-healthcheck@'],
  ['resty.chash', 'lua-resty-balancer@'],
  ['cjson.safe', 'none'],
  ['cjson', 'lua-cjson@'],
  ['', 'openresty/lua-nginx-module@'],
];

/** Ours have the manual's facts but for these, each for a reason. */
const differences: Readonly<Record<string, string>> = {
  'ngx.var.VARIABLE syntax': 'the manual shows reading only',
  'ngx.headers_sent since': 'none in the manual',
  'ngx.flush since': 'the release is that of its argument',
  'ngx.location.capture since': 'the release is that of one of its options',
  'tcpsock:connect since': 'the release is that of one of its options',
  'resty.websocket.client:connect since': 'the release is one of ngx_lua',
  'ngx.ssl.proxysslverify.set_verify_result syntax': 'the manual shows a call with 0',
  'ndk.set_var.DIRECTIVE syntax': 'the manual leaves the argument out',
  'lua_package_path default': 'the manual has a sentence; ours is another',
  'lua_package_cpath default': 'the manual has a sentence; ours is another',
  'init_worker_by_lua_file syntax': 'the placeholder has another name in each family',
  'body_filter_by_lua_block syntax': 'the placeholder has another name in each family',
};

const plain = (text: string): string => text.replace(/\\(.)/g, '$1');

function factOf(facts: readonly Fact[], source: string, name: string): Fact | undefined {
  return facts.find((fact) => fact.source.includes(source) && plain(fact.name) === name);
}

function apiFact({ name }: DocEntry): Fact | undefined {
  const [, source] = sources.find(([prefix]) => name.startsWith(prefix))!;
  const facts = manuals.apis ?? [];
  if (source.startsWith('openresty/')) return factOf(facts, source, name);
  if (source.startsWith('stream')) return factOf(facts, source, name);
  const last = name.split(/[.:]/).at(-1)!;
  const within = /^resty\.websocket\.(client|protocol)([.:])/.exec(name);
  if (within) return factOf(facts, source, `${within[1]!}${within[2]!}${last}`);
  if (name.startsWith('resty.http.response:')) return factOf(facts, source, `res:${last}`);
  return factOf(facts, source, last);
}

function directiveFact({ name, url }: DocEntry): Fact | undefined {
  return factOf(manuals.directives ?? [], `/${/openresty\/([\w-]+)/.exec(url)![1]!}@`, name);
}

/** The manual's default without the directive's name; "no" and "none" are none. */
function defaultOf({ name, default: value = 'none' }: Fact): string | undefined {
  return /^no(?:ne)?$/i.test(value) ? undefined : value.replace(`${name} `, '');
}

/** Those whose fact and ours differ, but for the differences above. */
function different(
  entries: readonly (readonly [DocEntry, Fact])[],
  what: string,
  ours: (entry: DocEntry) => unknown,
  theirs: (fact: Fact) => unknown,
): string[] {
  return entries
    .filter(([entry, fact]) => JSON.stringify(ours(entry)) !== JSON.stringify(theirs(fact)))
    .filter(([{ name }]) => differences[`${name} ${what}`] === undefined)
    .map(([entry, fact]) => `${entry.name}: ${String(ours(entry))} | manual: ${String(theirs(fact))}`);
}

function pairs(
  entries: readonly DocEntry[],
  factFor: (entry: DocEntry) => Fact | undefined,
): (readonly [DocEntry, Fact])[] {
  return entries.flatMap((entry) => {
    const fact = entry.kind === 'module' ? undefined : factFor(entry);
    return fact ? [[entry, fact] as const] : [];
  });
}

suite('directives have the facts of their manuals', { skip }, () => {
  const known = pairs(allDirectiveDocs(), directiveFact);
  test('all of the manuals are there', () => {
    const missing = (manuals.directives ?? []).filter(({ name }) => !directiveDoc(name));
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
    );
    assert.ok(known.length >= 170);
  });
  test('syntax', () => {
    const syntax = different(
      known,
      'syntax',
      (entry) => entry.syntax,
      (fact) => fact.syntax.map(plain),
    );
    assert.deepEqual(syntax, []);
  });
  test('default', () =>
    assert.deepEqual(
      different(known, 'default', (entry) => entry.default, defaultOf),
      [],
    ));
  test('since', () =>
    assert.deepEqual(
      different(
        known,
        'since',
        ({ since }) => since,
        ({ since }) => since,
      ),
      [],
    ));
  test('blocks: those of the manual and of the command tables in the C sources, which are right where they differ', () => {
    const wrong = known.filter(([{ name, contexts = [] }, fact]) => {
      const manual = (fact.contexts ?? []).map((context) => contextNames[context] ?? context);
      const inSource = (commands[name] ?? []).flatMap(({ flags }) =>
        flags.flatMap((flag) => flagNames[flag] ?? []),
      );
      const isRight = (context: string): boolean => inSource.length === 0 || inSource.includes(context);
      // The stream module's manual calls its servers "server".
      const isThere = (context: string): boolean =>
        contexts.includes(context) || contexts.includes(`${context} in stream`);
      return (
        !manual.filter(isRight).every(isThere) ||
        !contexts.every((context) => [...manual, ...inSource].includes(context))
      );
    });
    assert.deepEqual(
      wrong.map(([{ name, contexts = [] }]) => `${name}: ${contexts.join(', ')}`),
      [],
    );
  });
});

const contextNames: Readonly<Record<string, string>> = {
  'location if': 'if in location',
  'location-if': 'if in location',
  if: 'if in location',
  'server if': 'if in server',
};

const flagNames: Readonly<Record<string, string>> = {
  HTTP_MAIN_CONF: 'http',
  HTTP_SRV_CONF: 'server',
  HTTP_SIF_CONF: 'if in server',
  HTTP_LOC_CONF: 'location',
  HTTP_LIF_CONF: 'if in location',
  HTTP_UPS_CONF: 'upstream',
  STREAM_MAIN_CONF: 'stream',
  STREAM_SRV_CONF: 'server in stream',
  STREAM_UPS_CONF: 'upstream in stream',
};

suite('calls have the facts of their manuals', { skip }, () => {
  const known = pairs(allApiDocs(), apiFact);
  test('most of the manuals are there', () => {
    const found = new Set(known.map(([, fact]) => fact));
    const missing = (manuals.apis ?? []).filter((fact) => !found.has(fact)).map(({ name }) => name);
    // Modules are entries of their own, and the stream module's sockets are not documented yet.
    assert.deepEqual(missing.sort(), [
      'TCP only connect',
      'ngx.balancer',
      'ngx.ocsp',
      'ngx.semaphore',
      'ngx.ssl',
      'reqsock:peek',
      'reqsock:receiveany',
    ]);
  });
  test('syntax', () => {
    const syntax = different(
      known,
      'syntax',
      (entry) => entry.syntax,
      (fact) => fact.syntax.map(plain),
    );
    assert.deepEqual(syntax, []);
  });
  test('since', () =>
    assert.deepEqual(
      different(
        known,
        'since',
        ({ since }) => since,
        ({ since }) => since,
      ),
      [],
    ));
  test('phases: at least those of the manual, whose lists are incomplete, unless the C sources say otherwise', () => {
    const wrong = known.flatMap(([{ name, contexts = allPhases }, fact]) => {
      if (checks[checkedAs(name)]) return [];
      const missing = phasesOf(fact).filter((phase) => !contexts.includes(phase));
      return missing.length > 0 ? [`${name}: not in ${missing.join(', ')}`] : [];
    });
    assert.deepEqual(wrong, []);
  });
});

/** A manual's phases by our names; what is no phase ("any") bounds nothing. */
function phasesOf({ contexts = [] }: Fact): string[] {
  return contexts.flatMap((context) => {
    if (/^(?:any|all phases except)/.test(context)) return [];
    if (context.endsWith('yielding')) return yielding;
    const name = context === 'ngx.timer.*' ? 'ngx.timer' : context.replace('*', '');
    // A phase of the stream module.
    return name === 'preread_by_lua' ? [] : [name];
  });
}

const phaseDifferences: Readonly<Record<string, string>> = {
  'ngx.on_abort': 'it makes a coroutine, which is checked apart',
  'ngx.req.set_uri': 'the check is for its second argument only',
};

suite('calls have the phases that the C sources check', { skip }, () => {
  const documented = allApiDocs().filter(
    // A module can be loaded anywhere.
    ({ name, kind }) => kind !== 'module' && checks[checkedAs(name)],
  );
  test('most of the checks are known', () => assert.ok(documented.length >= 45));
  for (const { name, contexts = allPhases } of documented) {
    const reason = phaseDifferences[name];
    test(reason === undefined ? name : `${name} (${reason})`, () => {
      const expected = checkedPhases(checks[checkedAs(name)]!);
      if (reason === undefined) assert.deepEqual([...contexts].sort(), expected);
      else assert.ok(contexts.every((phase) => expected.includes(phase) || name === 'ngx.req.set_uri'));
    });
  }
});

/** The name in the table of checks, which has some under others. */
function checkedAs(name: string): string {
  const names: Readonly<Record<string, string>> = {
    'ngx.var.VARIABLE': 'ngx.var',
    'ngx.header.HEADER': 'ngx.header',
  };
  return names[name] ?? name;
}

function checkedPhases({ phases, notIn, fails }: Check): string[] {
  const isTimer = (name: string): string => (name === 'timer' ? 'ngx.timer' : `${name}_by_lua`);
  if (phases) return phases.map(isTimer).sort();
  const not = [...(notIn ?? []), ...(fails ?? [])].map(isTimer);
  // "ssl_* phases run on a fake request too": what needs a real one fails there.
  const isFake = (phase: string): boolean => fails !== undefined && phase.startsWith('ssl_');
  return allPhases.filter((phase) => !not.includes(phase) && !isFake(phase)).sort();
}
