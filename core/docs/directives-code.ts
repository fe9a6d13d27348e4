import type { DocEntry } from './entry.js';
import { manual } from './manual.js';

type Form = 'string' | 'block' | 'file';

/** The directives that run Lua in one phase. */
interface Family {
  /** The name up to `_by_lua`. */
  readonly family: string;
  readonly contexts: readonly string[];
  /** The forms that exist, with the release that brought each ('' where the manual names none). */
  readonly since: Partial<Record<Form, string>>;
  /** What stands before and behind the code. */
  readonly before?: string;
  readonly behind?: string;
  /** The page, where it is not lua-nginx-module's. */
  readonly url?: string;
  readonly text: string;
}

const streams = ['stream', 'server in stream'];
const locations = ['location', 'if in location'];
const everywhere = ['http', 'server', ...locations];

const families: readonly Family[] = [
  {
    family: 'init',
    contexts: ['http', 'stream'],
    since: { string: '0.5.5', block: '0.9.17', file: '0.5.5' },
    text: 'Runs once in the master process when it has read the configuration, before it forks the workers, and again at each reload. What it loads and sets is copied into every worker: all begin equal, and from then on **each worker changes only its own copy**. So it is the place to `require` modules early and to build tables that are only read afterwards. There is no request and no event loop: `ngx.var`, cosockets, `ngx.sleep` and timers fail; shared dictionaries work. An error keeps nginx from starting. With `lua_code_cache off` it runs for every request.',
  },
  {
    family: 'init_worker',
    contexts: ['http', 'stream'],
    since: { string: '0.9.5', block: '0.9.17', file: '0.9.5' },
    text: 'Runs in **each worker** when it starts, also in one that replaces a dead one. The place for timers that every worker needs; what only one of them should do is guarded by `ngx.worker.id() == 0` or by a lock in a shared dictionary. There is no request, and cosockets work only inside of a timer. An error is logged, and the worker serves all the same.',
  },
  {
    family: 'exit_worker',
    contexts: ['http'],
    since: { block: '0.10.18', file: '0.10.18' },
    text: 'Runs in **each worker** when it leaves in an orderly way, not when it is killed. For saving or giving back what this worker holds. No timer can be made any more, and cosockets fail.',
  },
  {
    family: 'set',
    contexts: ['server', 'if in server', ...locations],
    since: { string: '', block: '0.9.17', file: '' },
    before: '$res',
    behind: '[$arg1 $arg2 ...]',
    text: 'Computes a variable, in line with `set`, `if` and `rewrite`: they run in the order in which they are written. What the code returns becomes the value. It must be quick, since **the worker stands still meanwhile**: output, `ngx.sleep`, cosockets and subrequests fail. Arguments are in `ngx.arg`; the block form has none and reads `ngx.var`.',
  },
  {
    family: 'server_rewrite',
    contexts: ['http', 'server'],
    since: { block: '', file: '' },
    text: 'Runs for each request before nginx chooses a location, behind the `set` and `rewrite` lines of the server. It may wait, change the URI and end the request.',
  },
  {
    family: 'rewrite',
    contexts: everywhere,
    since: { string: '', block: '0.9.17', file: '' },
    text: 'Runs for each request at the end of the rewrite phase: behind `set`, `if` and `rewrite` of the same location, wherever it is written, so an `if` cannot test what it sets. It may wait, change the URI and end the request. Locals of the code are made anew for each request; what it changes in a module stays **in this worker**.',
  },
  {
    family: 'access',
    contexts: everywhere,
    since: { string: '', block: '0.9.17', file: '' },
    text: 'Runs for each request that must be let in or refused, behind `allow`, `deny` and `auth_basic`. `ngx.exit(403)` refuses, coming to the end lets pass. It may wait, for example for Redis. A limit that is counted in a module is counted **for one worker**: with four of them up to four times as many get in, so count in `ngx.shared`.',
  },
  {
    family: 'precontent',
    contexts: everywhere,
    since: { block: '', file: '' },
    text: 'Runs for each request between access and content, behind `try_files` and `mirror`. It may wait. A place to prepare what `balancer_by_lua` needs and may not wait for.',
  },
  {
    family: 'content',
    contexts: [...locations, 'server in stream'],
    since: { string: '', block: '0.9.17', file: '' },
    text: 'Makes the answer of its location. A location has one content handler: do not put it beside `proxy_pass`, `return` or `echo`. It runs in a coroutine of its own for each request and may wait: the worker serves others meanwhile. Locals of the code are made anew for each request; what it changes in a module stays **in this worker** and is unknown to the others.',
  },
  {
    family: 'header_filter',
    contexts: everywhere,
    since: { string: '0.2.1rc20', block: '0.9.17', file: '0.2.1rc20' },
    text: 'Runs when the head of the answer is about to be sent, whatever made it. Change `ngx.header` and `ngx.status` here; remove `content_length` if the body will change. It must not wait, and it cannot write a body.',
  },
  {
    family: 'body_filter',
    contexts: everywhere,
    since: { string: '0.5.0rc32', block: '0.9.17', file: '0.5.0rc32' },
    text: 'Runs for each piece of the body, so several times in a request: `ngx.arg[1]` is the piece, `ngx.arg[2]` says whether it is the last, and both may be assigned. Pieces of several requests come in turns: **collect them in `ngx.ctx`, never in a module**. It must not wait. A body whose length changes needs its `Content-Length` removed in `header_filter_by_lua`.',
  },
  {
    family: 'log',
    contexts: [...everywhere, 'stream', 'server in stream'],
    since: { string: '0.5.0rc31', block: '0.9.17', file: '0.5.0rc31' },
    text: 'Runs when the request is over, beside the access log. The place to count: in a shared dictionary, since a count in a module is **one worker’s**. It must not wait; what needs the network is handed to `ngx.timer.at(0, …)`.',
  },
  {
    family: 'balancer',
    contexts: ['upstream', 'upstream in stream'],
    since: { block: '0.10.0', file: '0.10.0' },
    text: 'Chooses the peer of an `upstream` with `ngx.balancer.set_current_peer`, once for each try. The `server` lines are only there for the syntax then. It must not wait, so look names up before and hand addresses over in `ngx.ctx`. A round robin that is kept in a module goes round **in each worker by itself**.',
  },
  {
    family: 'ssl_client_hello',
    contexts: ['http', 'server', ...streams],
    since: { block: '0.10.21', file: '0.10.21' },
    text: 'Runs when the first message of a TLS handshake is there, before the certificate is chosen, for resumed sessions too. It may wait. For choosing TLS versions by the name that the client asks for (`ngx.ssl.clienthello`). Of servers on one address only the default server’s runs. There is no request yet.',
  },
  {
    family: 'ssl_certificate',
    contexts: ['http', 'server', ...streams],
    since: { block: '0.10.0', file: '0.10.0' },
    text: 'Runs in a full TLS handshake to set certificate and key with `ngx.ssl`, by the name that the client asks for; not when a session is resumed. It may wait, for example for a store of certificates. A placeholder `ssl_certificate` is still needed in the configuration. Keep parsed certificates in a cache **of this worker**. There is no request yet.',
  },
  {
    family: 'ssl_session_fetch',
    contexts: ['http'],
    since: { block: '0.10.6', file: '0.10.6' },
    text: 'Runs when a client wants to resume a TLS session by its id: look the session up and hand it to `ngx.ssl.session`. It may wait. With the store shared by several servers a client can go on at any of them. It is for TLS 1.2 and older.',
  },
  {
    family: 'ssl_session_store',
    contexts: ['http'],
    since: { block: '0.10.6', file: '0.10.6' },
    text: 'Runs when a TLS session was made that could be resumed later. It must not wait: hand the network’s part to `ngx.timer.at(0, …)`.',
  },
  {
    family: 'proxy_ssl_certificate',
    contexts: [...locations, 'server in stream'],
    since: { block: '', file: '' },
    text: 'Runs when an upstream asks nginx for a certificate, to set one with `ngx.ssl.proxysslcert`. It may wait. An error or `ngx.exit(ngx.ERROR)` breaks the connection off.',
  },
  {
    family: 'proxy_ssl_verify',
    contexts: [...locations, 'server in stream'],
    since: { block: '', file: '' },
    text: 'Runs when an upstream has shown its certificate, to check it with `ngx.ssl.proxysslverify`. It may wait. An error or `ngx.exit(ngx.ERROR)` breaks the connection off. Needs OpenSSL 3.0.2.',
  },
  {
    family: 'preread',
    contexts: streams,
    since: { block: '0.0.3', file: '0.0.3' },
    url: 'https://github.com/openresty/stream-lua-nginx-module#preread_by_lua_block',
    text: 'Runs for each connection of `stream {}` before it is proxied, when its first bytes may be looked at. It may wait.',
  },
];

const forms: Readonly<Record<Form, { suffix: string; code: string; text: string }>> = {
  string: {
    suffix: '',
    code: '<lua-script-str>',
    text: 'This form takes the code as a word of nginx, whose quotes and backslashes must be doubled: the block form needs none of that.',
  },
  block: { suffix: '_block', code: '{ lua-script }', text: '' },
  file: {
    suffix: '_file',
    code: '<path-to-lua-script-file>',
    text: 'The code is in a file, relative to nginx’s prefix. It is read when it is first needed and then kept, unless `lua_code_cache` is off.',
  },
};

function entryOf({ family, contexts, since, before, behind, url, text }: Family, form: Form): DocEntry {
  const { suffix, code, text: more } = forms[form];
  const name = `${family}_by_lua${suffix}`;
  // What the stream module never had: the string form of what came late to it.
  const known = form === 'string' && family === 'log' ? everywhere : contexts;
  const words = [name, before, code, form === 'block' ? undefined : behind];
  const release = since[form];
  return {
    name,
    kind: 'directive',
    syntax: [words.filter((word) => word !== undefined).join(' ')],
    contexts: known,
    ...(release ? { since: release } : {}),
    text: more ? `${text}\n\n${more}` : text,
    url: url ?? manual(name),
  };
}

const formNames: readonly Form[] = ['string', 'block', 'file'];

/** A family's forms share its text. */
export const codeEntries: readonly DocEntry[] = families.flatMap((family) =>
  formNames.filter((form) => family.since[form] !== undefined).map((form) => entryOf(family, form)),
);
