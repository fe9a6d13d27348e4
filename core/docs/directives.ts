import type { DocEntry } from './entry.js';
import { manual } from './manual.js';

const everywhere = ['http', 'server', 'location', 'if in location'];

interface Family {
  /** The name up to `_by_lua`. */
  readonly family: string;
  readonly contexts: readonly string[];
  readonly hasString: boolean;
  /** What stands before the code. */
  readonly before?: string;
  readonly text: string;
}

/** The directives that run Lua: the forms of a family share a text. */
const families: readonly Family[] = [
  {
    family: 'init',
    contexts: ['http'],
    hasString: true,
    text: 'Runs once in the master process when it has read the configuration, before it makes the workers. What it loads and sets is copied into each worker, so all of them begin equal; from then on they are apart. No request exists here: `ngx.var`, `ngx.req` and cosockets fail, shared dictionaries work. With `lua_code_cache off` it runs for every request.',
  },
  {
    family: 'init_worker',
    contexts: ['http'],
    hasString: true,
    text: 'Runs in each worker when it starts, and again in a worker that replaces a crashed one. The place for timers (`ngx.timer.every`) that every worker needs; what must happen in one worker only is guarded by `ngx.worker.id() == 0`. There is no request. An error is logged, and the worker serves all the same.',
  },
  {
    family: 'exit_worker',
    contexts: ['http'],
    hasString: false,
    text: 'Runs in each worker when it leaves in an orderly way, not when it is killed. What only this worker holds can be saved here; cosockets and timers are not to be had any more.',
  },
  {
    family: 'set',
    contexts: ['server', 'server if', 'location', 'if in location'],
    hasString: true,
    before: '$variable',
    text: 'Computes a variable while the rewrite directives run, in their order. The code must not wait: no `ngx.sleep`, no cosockets, no output. Its result becomes the value.',
  },
  {
    family: 'server_rewrite',
    contexts: ['http', 'server'],
    hasString: false,
    text: 'Runs for each request before a location is chosen. It may wait, change the URI and end the request.',
  },
  {
    family: 'rewrite',
    contexts: everywhere,
    hasString: true,
    text: 'Runs at the end of the rewrite phase, behind `set`, `rewrite` and `if` of the same location. It may wait, change the URI and end the request. Its own locals are made anew for each request; what it keeps in a module stays in the worker.',
  },
  {
    family: 'access',
    contexts: everywhere,
    hasString: true,
    text: 'Runs when nginx decides whether the request may pass, behind `allow`, `deny` and `auth_basic`. `ngx.exit(403)` refuses, a return lets it pass. A limit that is counted in a module is counted for one worker: with four of them four times as much gets through, so it belongs into a shared dictionary.',
  },
  {
    family: 'precontent',
    contexts: everywhere,
    hasString: false,
    text: 'Runs between access and content, where `try_files` and `mirror` do.',
  },
  {
    family: 'content',
    contexts: ['location', 'if in location'],
    hasString: true,
    text: 'Makes the answer. One location has one content handler, so it excludes `proxy_pass` and the like. The code runs for each request in a light thread of its own: its top-level locals live as long as the request, while the modules that it requires live as long as the worker, and each worker has its own.',
  },
  {
    family: 'header_filter',
    contexts: everywhere,
    hasString: true,
    text: 'Runs when the head of the answer is about to be sent; `ngx.header` can still be changed. It must not wait. When the body will change, clear `Content-Length` here.',
  },
  {
    family: 'body_filter',
    contexts: everywhere,
    hasString: true,
    text: 'Runs for each piece of the body, often several times a request. `ngx.arg[1]` is the piece and may be replaced, `ngx.arg[2]` is true with the last one. It must not wait.',
  },
  {
    family: 'log',
    contexts: everywhere,
    hasString: true,
    text: 'Runs when the request is over and is logged. It must not wait; to send something away, start a timer with `ngx.timer.at`. Sums that are kept in a module are those of one worker.',
  },
  {
    family: 'balancer',
    contexts: ['upstream'],
    hasString: false,
    text: 'Chooses the server of an upstream with `ngx.balancer`. It must not wait. A round-robin position that is kept in a module is one for each worker.',
  },
  {
    family: 'ssl_certificate',
    contexts: ['server'],
    hasString: false,
    text: 'Runs in the TLS handshake, before a certificate is chosen; `ngx.ssl` sets certificate and key. It may wait.',
  },
  {
    family: 'ssl_client_hello',
    contexts: ['http', 'server'],
    hasString: false,
    text: 'Runs when the client’s first TLS message has been read, before anything of the handshake is decided.',
  },
  {
    family: 'ssl_session_fetch',
    contexts: ['http'],
    hasString: false,
    text: 'Looks up a TLS session by its id, so that several workers or machines can resume it. It may wait.',
  },
  {
    family: 'ssl_session_store',
    contexts: ['http'],
    hasString: false,
    text: 'Stores a TLS session after a full handshake. It must not wait; a timer can.',
  },
];

function formsOf({ family, contexts, hasString, before, text }: Family): DocEntry[] {
  const head = before === undefined ? '' : `${before} `;
  const syntax = [
    `${family}_by_lua_block ${head}{ lua }`,
    ...(hasString ? [`${family}_by_lua ${head}'lua'`] : []),
    `${family}_by_lua_file ${head}path/to/file.lua`,
  ];
  const notes: Readonly<Record<string, string>> = {
    _block: '',
    '': ' In this form nginx decodes its own escapes before Lua reads the text, so that a backslash must be written twice; a block needs none of that.',
    _file:
      ' The path is relative to nginx’s prefix; it may hold variables where there is a request. Without `lua_code_cache` it is read for each request.',
  };
  return Object.entries(notes).flatMap(([suffix, note]): DocEntry[] => {
    if (suffix === '' && !hasString) return [];
    const name = `${family}_by_lua${suffix}`;
    return [{ name, kind: 'directive', syntax, contexts, text: text + note, url: manual(name) }];
  });
}

type Setting = readonly [
  name: string,
  argument: string,
  contexts: readonly string[],
  text: string,
  value?: string,
];

const server = ['http', 'server', 'location'];

const settings: readonly Setting[] = [
  [
    'lua_shared_dict',
    '<name> <size>',
    ['http'],
    'Declares a dictionary that all workers share: `ngx.shared.<name>`. Its content outlives a reload of the configuration and is lost when nginx ends. When it is full, the entries that were used least recently make room. Whatever must be one number for all workers is kept here.',
  ],
  [
    'lua_package_path',
    '<path>',
    ['http'],
    'Where `require` looks for Lua modules: templates with a `?`, separated by `;`. `;;` stands for the default path, `$prefix` or `${prefix}` for nginx’s prefix. The last one that is read counts, whichever server it stands near.',
    "the value of LUA_PATH, or Lua's own",
  ],
  [
    'lua_package_cpath',
    '<path>',
    ['http'],
    'Where `require` looks for modules written in C; written as `lua_package_path` is.',
    "the value of LUA_CPATH, or Lua's own",
  ],
  [
    'lua_code_cache',
    'on | off',
    ['http', 'server', 'location', 'if in location'],
    'Whether the workers keep compiled code and loaded modules. With `off` every request begins with a fresh Lua VM: an edited file counts at once, and no module state lasts, so that a program which keeps a counter in a module behaves in another way than in production. For development only.',
    'on',
  ],
  [
    'lua_need_request_body',
    'on | off',
    ['http', 'server', 'location', 'if in location'],
    'Reads the request’s body before any Lua of the request runs. `ngx.req.read_body()` where the body is needed is the better way.',
    'off',
  ],
  [
    'lua_socket_connect_timeout',
    '<time>',
    server,
    'How long a cosocket may take to connect, unless `settimeout` or `settimeouts` says otherwise.',
    '60s',
  ],
  [
    'lua_socket_send_timeout',
    '<time>',
    server,
    'How long a cosocket waits between two writes that succeed.',
    '60s',
  ],
  [
    'lua_socket_read_timeout',
    '<time>',
    server,
    'How long a cosocket waits between two reads that succeed.',
    '60s',
  ],
  [
    'lua_socket_keepalive_timeout',
    '<time>',
    server,
    'How long an idle connection stays in a cosocket pool. Each worker has its own pools.',
    '60s',
  ],
  [
    'lua_socket_pool_size',
    '<size>',
    server,
    'How many connections one cosocket pool of one worker holds.',
    '30',
  ],
  [
    'lua_socket_log_errors',
    'on | off',
    server,
    'Whether a failing cosocket is written to the error log in addition to what the call returns.',
    'on',
  ],
  ['lua_socket_buffer_size', '<size>', server, 'The size of a cosocket’s read buffer.', '4k/8k'],
  [
    'lua_max_running_timers',
    '<count>',
    ['http'],
    'How many timers may run at a time in one worker; a timer over that is not run, and logged.',
    '256',
  ],
  [
    'lua_max_pending_timers',
    '<count>',
    ['http'],
    'How many timers may wait in one worker; `ngx.timer.at` fails beyond.',
    '1024',
  ],
  [
    'lua_regex_cache_max_entries',
    '<count>',
    ['http'],
    'How many compiled patterns of `ngx.re` with the option `o` one worker keeps.',
    '1024',
  ],
  ['lua_regex_match_limit', '<count>', ['http'], 'Bounds the work of one match; 0 is PCRE’s own bound.', '0'],
  [
    'lua_http10_buffering',
    'on | off',
    ['http', 'server', 'location', 'if in location'],
    'Whether answers to HTTP/1.0 clients are collected, so that their length can be told.',
    'on',
  ],
  [
    'lua_transform_underscores_in_response_headers',
    'on | off',
    ['http', 'server', 'location', 'if in location'],
    'Whether `ngx.header.a_b` means the header `a-b`.',
    'on',
  ],
  [
    'lua_check_client_abort',
    'on | off',
    ['http', 'server', 'location', 'if in location'],
    'Whether nginx watches for clients that go away while Lua works; `ngx.on_abort` then tells.',
    'off',
  ],
  [
    'lua_ssl_trusted_certificate',
    '<file>',
    server,
    'The certificates of authorities that cosockets trust when they verify a server.',
  ],
  ['lua_ssl_verify_depth', '<number>', server, 'How long a chain of certificates cosockets accept.', '1'],
  ['lua_ssl_protocols', '[SSLv3] [TLSv1.2] [TLSv1.3] …', server, 'The TLS versions that cosockets offer.'],
  ['lua_ssl_ciphers', '<ciphers>', server, 'The ciphers that cosockets offer.', 'DEFAULT'],
  [
    'lua_malloc_trim',
    '<requests>',
    ['http'],
    'After so many requests the process gives free memory back to the system; 0 never.',
    '1000',
  ],
  [
    'lua_capture_error_log',
    '<size>',
    ['http'],
    'Keeps the last lines of the error log in a buffer of this size in each worker, for `ngx.errlog`.',
  ],
  [
    'lua_sa_restart',
    'on | off',
    ['http'],
    'Whether system calls that a signal interrupts are begun anew.',
    'on',
  ],
  [
    'lua_thread_cache_max_entries',
    '<count>',
    ['http'],
    'How many finished light threads a worker keeps for new ones.',
    '1024',
  ],
  [
    'lua_load_resty_core',
    'on | off',
    ['http'],
    'Has no effect any more: `resty.core` is always loaded.',
    'on',
  ],
];

export const directiveEntries: readonly DocEntry[] = [
  ...families.flatMap(formsOf),
  ...settings.map(([name, argument, contexts, text, value]): DocEntry => ({
    name,
    kind: 'directive',
    syntax: [`${name} ${argument};`],
    contexts,
    text,
    url: manual(name),
    ...(value !== undefined && { default: value }),
  })),
];
