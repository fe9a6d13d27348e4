/** The ports and folders that Test::Nginx puts into its texts. */
const VARIABLES = {
  SERVER_PORT: '1984',
  CLIENT_PORT: '1984',
  HTML_DIR: '/srv/html',
  SERVER_ROOT: '/srv',
  MEMCACHED_PORT: '11211',
  REDIS_PORT: '6379',
  RESOLVER: '127.0.0.53',
  CERT_DIR: '/srv/cert',
  PWD: '/srv',
};

/**
 * The configurations that a Test::Nginx file stands for, as Test::Nginx::Util makes them out of its sections. Sections
 * written as a Perl expression are read where it joins quoted texts and `our` variables; a test with any other
 * expression, or with variables of the test itself, is left out.
 * @returns {{ title: string, text: string }[]}
 */
export function testConfigurations(file) {
  const at = file.search(/^__(?:DATA|END)__$/m);
  if (at === -1) return [];
  const variables = perlVariables(file.slice(0, at));
  return file
    .slice(at)
    .split(/^=== /m)
    .slice(1)
    .flatMap((block) => configurationOf(block, variables) ?? []);
}

function configurationOf(block, variables) {
  const title = block.slice(0, block.indexOf('\n'));
  const sections = {};
  for (const part of block.split(/^--- /m).slice(1)) {
    const head = /^(\w+)([^\n:]*)(:?)([^\n]*)\n?/.exec(part);
    if (head === null) continue;
    const [whole, name, filters, colon, rest] = head;
    const raw = colon ? rest.trim() : part.slice(whole.length);
    const value = /\beval\b/.test(filters) ? perlText(raw, variables) : raw;
    if (value === undefined && /config/.test(name)) return undefined;
    sections[name] = value ?? '';
  }
  if (sections.config === undefined && sections.http_config === undefined) return undefined;
  if (sections.stream_config !== undefined || sections.stream_server_config !== undefined) return undefined;
  const text = wholeOf(sections).replace(/\$TEST_NGINX_(\w+)/g, (_all, name) =>
    VARIABLES[name] ?? (/PORT/.test(name) ? '1985' : '/srv/test'),
  );
  return [{ title: title.trim(), text }];
}

function wholeOf({ config = '', http_config = '', main_config = '', post_server_config = '' }) {
  const root = /location\s+(?:=\s*)?\/\s*\{/.test(config) ? '' : 'location / { root html; index index.html; }';
  return `worker_processes 1;
daemon on;
master_process off;
error_log logs/error.log debug;
${main_config}
http {
    access_log logs/access.log;
    default_type text/plain;
    keepalive_timeout 68;
${http_config}
    server {
        listen 1984;
        server_name 'localhost';
        client_max_body_size 30M;
${config}
        ${root}
    }
${post_server_config}
}
events { worker_connections 64; }
`;
}

/** The texts that a test file keeps in variables. */
function perlVariables(code) {
  const variables = new Map();
  for (const [, name, quote, tag, text] of code.matchAll(
    /^\s*(?:our|my)\s+\$(\w+)\s*=\s*<<\s*(["']?)(\w+)\2;\n([\s\S]*?)^\3$/gm,
  ))
    variables.set(name, quote === "'" ? text : interpolated(text, variables));
  for (const [, name, open, text] of code.matchAll(/^\s*(?:our|my)\s+\$(\w+)\s*=\s*(qq?)\{([\s\S]*?)\n?\s*\};\s*$/gm))
    variables.set(name, open === 'q' ? text : interpolated(text, variables));
  return variables;
}

function interpolated(text, variables) {
  let known = true;
  const value = text.replace(/\\([\\$@"n])|\$(?:\{)?(?:::)?(\w+)\}?/g, (_all, escaped, name) => {
    if (escaped !== undefined) return escaped === 'n' ? '\n' : escaped;
    const found = variables.get(name);
    if (found === undefined) known = false;
    return found ?? '';
  });
  return known ? value : undefined;
}

/** The value of a Perl expression that joins texts; undefined where it does more. */
function perlText(raw, variables) {
  let rest = raw.trim().replace(/;$/, '');
  let value = '';
  while (rest !== '') {
    const token = /^(?:\$(?:::)?(\w+)|q\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}|(?:qq\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}|"((?:[^"\\]|\\.)*)")|'([^']*)')\s*(?:\.\s*)?/s.exec(rest);
    if (token === null) return undefined;
    const [whole, name, q, qq, double, single] = token;
    const text = name !== undefined ? variables.get(name) : (q ?? single ?? interpolated(qq ?? double, variables));
    if (text === undefined) return undefined;
    value += text;
    rest = rest.slice(whole.length);
  }
  return value;
}
