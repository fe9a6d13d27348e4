// Reads the command tables of nginx's modules into facts:
//
//     node scripts/catalogue/read-sources.mjs NGINX OLDER-NGINX [MODULE…]
//
// Each is a checkout; what only the older nginx has is kept, marked as gone.
//
// A command table says of each directive where it may stand, how many arguments it takes, which function reads them and
// into which field; the tables of variables say which names there are. Nothing of the sources' text is kept. The
// checkouts are only needed to make the facts anew; `generate.mjs` makes the catalogue from the facts.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [nginx, older, ...modules] = process.argv.slice(2);
if (nginx === undefined || older === undefined)
  throw new Error('usage: read-sources.mjs NGINX OLDER-NGINX [MODULE…]');

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, ' ');

/** ngx_devel_kit's table stands in a file that its build made. */
const MODULE_OF = { ndk_config: 'ndk_http_module' };

/**
 * C sources by module name: nginx names a file after its module. ngx_devel_kit includes pieces of its table from
 * headers, where each stands between `#if (…_CMDS)` and `#else`.
 */
function sources(root) {
  const found = [];
  const pieces = new Map();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !/\.(?:c|cpp|h)$/.test(entry.name) || /\/(?:t|tests?|deps|examples)\//.test(file))
      continue;
    const text = withoutComments(readFileSync(file, 'utf8'));
    const name = entry.name.replace(/\.\w+$/, '');
    if (!entry.name.endsWith('.h')) found.push({ module: MODULE_OF[name] ?? name, text });
    else if (/^#if \(\w+_CMDS\)/m.test(text))
      pieces.set(entry.name, /^#if \(\w+_CMDS\)([\s\S]*?)^#else/m.exec(text)?.[1] ?? '');
  }
  for (const source of found)
    source.text = source.text.replace(
      /_CMDS 1\n#include\s+<(\w+\.h)>/g,
      (whole, header) => `_CMDS 1\n${pieces.get(header) ?? whole}`,
    );
  return found.sort((a, b) => (a.module < b.module ? -1 : 1));
}

/** The initialisers between the braces of an array, each as its comma-separated parts. */
function rows(body) {
  const found = [];
  let depth = 0;
  let parts = [''];
  let quoted = false;
  for (let index = 0; index < body.length; index += 1) {
    const char = body[index];
    if (char === '"' && body[index - 1] !== '\\') quoted = !quoted;
    if (!quoted && (char === '{' || char === '(')) depth += 1;
    if (!quoted && (char === '}' || char === ')')) depth -= 1;
    if (char === '{' && depth === 1 && !quoted) parts = [''];
    else if (char === '}' && depth === 0 && !quoted)
      found.push(parts.map((part) => part.replace(/\s+/g, ' ').trim()));
    else if (char === ',' && depth === 1 && !quoted) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return found;
}

function* tables(text, type) {
  const pattern = new RegExp(`\\b${type}\\s+(\\w+)\\[\\]\\s*=\\s*\\{([\\s\\S]*?)\\n\\};`, 'g');
  for (const [, name, body] of text.matchAll(pattern))
    yield { name, rows: rows(body.replace(/^#.*$/gm, '')) };
}

const stringOf = (part) => /^ngx_(?:null_string|string) ?\("?((?:[^"\\]|\\.)*)"?\)$/.exec(part)?.[1];
const unprefixed = (flag) => flag.trim().replace(/^NGX_/, '');

function enumTables(all) {
  const found = new Map();
  for (const { text } of all) {
    for (const type of ['ngx_conf_enum_t', 'ngx_conf_bitmask_t']) {
      for (const { name, rows: entries } of tables(text, type))
        found.set(
          name,
          entries.map(([word]) => stringOf(word)).filter((word) => word !== undefined && word !== ''),
        );
    }
  }
  return found;
}

function bounds(all) {
  const found = new Map();
  const pattern = /ngx_conf_num_bounds_t\s+(\w+)\s*=\s*\{\s*ngx_conf_check_num_bounds,\s*(-?\d+),\s*(-?\d+)/g;
  for (const { text } of all)
    for (const [, name, low, high] of text.matchAll(pattern)) found.set(name, [Number(low), Number(high)]);
  return found;
}

/** The other things behind a command: a deprecated name, a check of the value, a set of types. */
function posts(all) {
  const found = new Map();
  const deprecated =
    /ngx_conf_deprecated_t\s+(\w+)\s*=\s*\{\s*ngx_conf_deprecated,\s*"([^"]+)",\s*"([^"]+)"/g;
  for (const { text } of all)
    for (const [, name, , instead] of text.matchAll(deprecated)) found.set(name, { instead });
  return found;
}

/** A function's body may say "is duplicate" by itself. */
function duplicateSetters(all) {
  const found = new Set();
  for (const { text } of all)
    for (const [, name, body] of text.matchAll(/^(ngx_\w+)\(ngx_conf_t \*cf,[^)]*\)\s*\{([\s\S]*?)^\}/gm))
      if (body.includes('"is duplicate"')) found.add(name);
  return found;
}

function directivesOf({ module, text }, known) {
  const found = [];
  for (const table of tables(text, 'ngx_command_t')) {
    for (const [
      nameText,
      flagsText = '',
      setter = '',
      offset = '',
      field = '',
      post = 'NULL',
    ] of table.rows) {
      const name = stringOf(nameText ?? '');
      if (name === undefined || name === '') continue;
      const flags = flagsText
        .split('|')
        .map(unprefixed)
        .filter((flag) => /^(?:CONF_|\w+_CONF$)/.test(flag) && flag !== 'META_LUA_CONF');
      const words = known.enums.get(post.replace(/^[&(]|\)$/g, ''));
      const limit = known.bounds.get(post.replace(/^&/, ''));
      const other = known.posts.get(post.replace(/^&/, ''));
      const member = /^offsetof\((\w+),\s*([\w.]+)\)$/.exec(field);
      found.push({
        name,
        module,
        flags,
        setter,
        ...(member && { field: `${member[1]}.${member[2]}` }),
        ...(/^NGX_(\w+)_CONF_OFFSET$/.test(offset) && { level: /^NGX_(\w+)_CONF_OFFSET$/.exec(offset)[1] }),
        ...(words && { words }),
        ...(limit && { bounds: limit }),
        ...(other && other),
        ...(post !== 'NULL' && !words && !limit && !other && { post: post.replace(/^&/, '') }),
        ...(known.duplicates.has(setter) && { once: true }),
      });
    }
  }
  return found;
}

function variablesOf({ module, text }) {
  const found = [];
  for (const type of ['ngx_http_variable_t', 'ngx_stream_variable_t']) {
    for (const table of tables(text, type)) {
      for (const [nameText, setter, , , flags = '0'] of table.rows) {
        const name = stringOf(nameText ?? '');
        if (name === undefined || name === '') continue;
        found.push({
          name,
          module,
          family: type.split('_')[1],
          ...(flags.includes('CHANGEABLE') && { changeable: true }),
          ...(flags.includes('PREFIX') && { prefix: true }),
          ...(setter !== 'NULL' && { settable: true }),
        });
      }
    }
  }
  // Those that a module adds one by one, by the name in a string of its own; memc by a function of its own.
  for (const [, family, string, flags = 'CHANGEABLE'] of text.matchAll(
    /ngx_(http|stream)_(?:memc_)?add_variable\(cf,\s*&(\w+)(?:,\s*([^)]*))?\)/g,
  )) {
    const name = new RegExp(`ngx_str_t\\s+${string}\\s*=\\s*(ngx_string\\("[^"]*"\\))`).exec(text)?.[1];
    const own = name === undefined ? undefined : stringOf(name);
    if (own !== undefined)
      found.push({ name: own, module, family, ...(flags.includes('CHANGEABLE') && { changeable: true }) });
  }
  return found;
}

/**
 * The release that brought each command and variable, by module: the first tag whose sources have it. A command is told
 * from a variable of the same name by its flags, which stand on the next line.
 */
function firstReleases(root) {
  const git = (...args) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const number = (tag) => tag.replace('release-', '').split('.').map(Number);
  const tags = git('tag', '-l', 'release-*')
    .split('\n')
    .filter((tag) => /^release-1\.(?:9|\d\d)\.\d+$/.test(tag))
    .sort((a, b) => number(a)[1] - number(b)[1] || number(a)[2] - number(b)[2]);
  const since = new Map();
  for (const tag of tags) {
    const lines = git('grep', '-A1', '-E', '\\{ ngx_string\\("', tag, '--', 'src').split('\n');
    for (const [index, line] of lines.entries()) {
      const found = /:src\/.*?(\w+)\.c:.*ngx_string\("(\w+)"\)/.exec(line);
      if (!found) continue;
      const kind = /-\s+NGX_\w+_CONF/.test(lines[index + 1] ?? '') ? 'directive' : 'variable';
      const key = `${kind} ${found[1]} ${found[2]}`;
      if (!since.has(key)) since.set(key, tag.replace('release-', ''));
    }
  }
  // What the first of these releases has is as good as old.
  const oldest = tags[0]?.replace('release-', '');
  return (kind) =>
    ({ module, name }) => {
      const version = since.get(`${kind} ${module} ${name}`);
      return version === undefined || version === oldest ? {} : { since: version };
    };
}

const own = sources(nginx);
const others = modules.flatMap(sources);
const all = [...own, ...others];
const known = {
  enums: enumTables(all),
  bounds: bounds(all),
  posts: posts(all),
  duplicates: duplicateSetters(all),
};
const current = all.flatMap((source) => directivesOf(source, known));
const isCurrent = new Set(current.map(({ name, module }) => `${module} ${name}`));
const gone = sources(older)
  .flatMap((source) => directivesOf(source, known))
  .filter(({ name, module }) => !isCurrent.has(`${module} ${name}`))
  .map((directive) => ({ ...directive, gone: true }));
const directives = [...current, ...gone];
const variables = all.flatMap(variablesOf);
const since = firstReleases(nginx);
const dated = (kind, entries) => entries.map((entry) => ({ ...entry, ...since(kind)(entry) }));
const line = (entry) => JSON.stringify(entry);
const list = (entries) => `[\n${entries.map(line).join(',\n')}\n]`;
writeFileSync(
  'core/nginx/catalogue/facts.json',
  `{\n"directives": ${list(dated('directive', directives))},\n"variables": ${list(dated('variable', variables))}\n}\n`,
);
console.log(`${directives.length} directives, ${variables.length} variables`);
