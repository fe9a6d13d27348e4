// Where `seed-faults.mjs` may put a fault: named functions that a request really reaches. Text only, on purpose: a
// measure of the analyser must not lean on the analyser's own parser and call graph.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Phases whose coroutine may yield; in `early` ones the response head can still be changed. */
const yielding = /^(access|rewrite|before_proxy|response|certificate_access|content)$/;
const early = /^header_filter$/;
const late = /^(body_filter|delayed_body_filter|log|preread)$/;
const isPhase = (name) => yielding.test(name) || early.test(name) || late.test(name);
/** Run at load or at the start of a worker: a write there is no fault. */
const atStart = /^(_?init|new|check_schema|configure|destroy|exit|version|.*init_worker|_set_)/;

export function walk(root, wanted, folder = root) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === '.git' || entry.name === 'node_modules' ? [] : walk(root, wanted, path);
    return entry.isFile() && wanted(entry.name) ? [relative(root, path)] : [];
  });
}

/** Comments and long strings become blanks, so that no line of them is taken for code. */
function mask(text) {
  const tokens =
    /--\[(=*)\[[\s\S]*?\]\1\]|--[^\n]*|\[(=*)\[[\s\S]*?\]\2\]|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
  return text.replace(tokens, (token) =>
    token.startsWith('"') || token.startsWith("'") ? token : token.replace(/[^\n]/g, ' '),
  );
}

const named = /^( *)(?:local )?function\s+(?:([\w.]+)([.:]))?(\w+)\s*\([^()]*\)\s*$/;
const inline = /^( +)(\w+)\s*=\s*function\s*\([^()]*\)\s*$/;

function functionAt(lines, line) {
  const match = named.exec(lines[line]);
  const short = match ? undefined : inline.exec(lines[line]);
  if (!match && !short) return undefined;
  const indent = (match ?? short)[1];
  const end = lines.findIndex((text, at) => at > line && new RegExp(`^${indent}end\\b`).test(text));
  if (end < 0) return undefined;
  if (match)
    return { name: match[4], owner: match[2], colon: match[3] === ':', indent, line, end, inline: false };
  // `access = { before = function(ctx)`: what it is called by is the name of the table around it.
  const around = lines
    .slice(0, line)
    .findLast((text) => text.trim() !== '' && /^ */.exec(text)[0].length < indent.length);
  const group = /^\s*(?:\["?)?([^"\]=]+?)"?\]?\s*=\s*\{/.exec(around ?? '')?.[1];
  return { name: short[2], group, indent, line, end, inline: true };
}

function readFile(root, file) {
  const text = readFileSync(join(root, file), 'utf8');
  const lines = mask(text).split('\n');
  const functions = lines.map((_, line) => functionAt(lines, line)).filter(Boolean);
  for (const fn of functions) fn.file = file;
  const ownerOf = [];
  // Nested functions come later, so each line ends up with the innermost one.
  for (const fn of functions) for (let at = fn.line; at <= fn.end; at++) ownerOf[at] = fn;
  for (const fn of functions)
    fn.body = lines.filter((_, at) => at > fn.line && ownerOf[at] === fn).join('\n');
  return { file, source: text.split('\n'), lines, functions, text: lines.join('\n') };
}

/** `a.b.c` of a `require` to the file of the module. */
function moduleFile(files, name) {
  const path = name.replace(/[./]/g, '/');
  return [`${path}.lua`, `${path}/init.lua`].find((file) => files.has(file));
}

/** What the names at the top of a file stand for: a dotted path of a module, or of a function in it. */
function aliases(project, { text }) {
  const names = new Map([project === 'apisix' ? ['core', 'apisix.core'] : ['kong', 'kong.pdk']]);
  for (const [, name, module, rest] of text.matchAll(
    /\blocal\s+(\w+)\s*=\s*require\s*\(?\s*["']([\w./-]+)["']\s*\)?((?:\.\w+)*)/g,
  ))
    names.set(name, module + rest);
  for (const [, name, base, rest] of text.matchAll(/\blocal\s+(\w+)\s*=\s*(\w+)((?:\.\w+)+)\s*$/gm))
    if (names.has(base) && name !== base) names.set(name, names.get(base) + rest);
  return names;
}

/** The functions that a body calls by name, in its own file or in a module of the project. */
function callees(body, own, names, files) {
  const found = [];
  for (const [call] of body.matchAll(/(?<![\w.:])(?<!function\s+)[A-Za-z_]\w*(?:[.:]\w+)*(?=\s*[("'{])/g)) {
    const parts = call.split(/[.:]/);
    const name = parts.at(-1);
    const base = parts.slice(0, -1).join('.');
    const local = own.functions.filter(
      (fn) =>
        !fn.inline && fn.name === name && (base === '' ? !fn.owner : base === 'self' || base === fn.owner),
    );
    found.push(...local);
    if (!names.has(parts[0])) continue;
    const full = [names.get(parts[0]), ...parts.slice(1)].join('.').split('.');
    const target = moduleFile(files, full.slice(0, -1).join('.'));
    if (target)
      found.push(...files.get(target).functions.filter((fn) => !fn.inline && fn.name === full.at(-1)));
  }
  return found;
}

/** Names given as values in a table: `handler = post_reload_plugins,`. */
function referenced(text) {
  return new Set(
    [...text.matchAll(/^\s+(?:\w+|\["?\w+"?\])\s*=\s*(?:_M\.)?(\w+)\s*,?\s*\}?,?\s*$/gm)].map(
      (match) => match[1],
    ),
  );
}

const kindOfPhase = (name) => (yielding.test(name) ? 'yield' : early.test(name) ? 'early' : undefined);

/** How the platform itself enters a function: 'yield', 'early', 'late', or not at all. */
const entry = {
  apisix(fn, { text }) {
    if (/^apisix\/plugins\/[^/]+\.lua$/.test(fn.file)) {
      if (fn.owner === '_M' && isPhase(fn.name)) return kindOfPhase(fn.name) ?? 'late';
      return /\bcontrol_api\b/.test(text) && handlers(text).has(fn.name) ? 'yield' : undefined;
    }
    if (fn.file === 'apisix/init.lua') {
      if (/access_phase$|^status|^http_(admin|control)$/.test(fn.name)) return 'yield';
      return /^http_(header_filter|balancer)_phase$/.test(fn.name) ? 'early' : undefined;
    }
    if (fn.file.startsWith('apisix/admin/') && fn.colon && /^(get|post|put|patch|delete)$/.test(fn.name))
      return 'yield';
    if (/^apisix\/(admin|control)\//.test(fn.file))
      return referenced(text).has(fn.name) ? 'yield' : undefined;
    if (fn.file.startsWith('apisix/http/router/') && /^match(ing)?$/.test(fn.name)) return 'yield';
    const picker = /^apisix\/balancer\//.test(fn.file) && fn.inline && /^(get|after_balance)$/.test(fn.name);
    return picker ? 'early' : undefined;
  },
  kong(fn) {
    if (/^kong\/plugins\/[^/]+\/handler\.lua$/.test(fn.file) && fn.owner && isPhase(fn.name))
      return kindOfPhase(fn.name) ?? 'late';
    if (/^kong\/(plugins|llm)\/.*filters?\/[^/]+\.lua$/.test(fn.file) && fn.colon && fn.name === 'run')
      return 'early';
    if (fn.file === 'kong/init.lua' && fn.owner === 'Kong') {
      if (/^(rewrite|access|response|handle_error|admin_content|status_content)$/.test(fn.name))
        return 'yield';
      return /^(balancer|header_filter)$/.test(fn.name) ? 'early' : undefined;
    }
    if (
      fn.file.startsWith('kong/api/routes/') &&
      fn.inline &&
      /^(GET|PUT|POST|PATCH|DELETE|before)$/.test(fn.name)
    )
      return 'yield';
    if (fn.file === 'kong/runloop/handler.lua' && fn.inline && /^(before|after)$/.test(fn.name))
      return fn.group === 'balancer' ? 'early' : kindOfPhase(fn.group ?? '');
    return fn.file.startsWith('kong/runloop/balancer/') && fn.name === 'getPeer' ? 'early' : undefined;
  },
};

function handlers(text) {
  return new Set([...text.matchAll(/\bhandler\s*=\s*(?:_M\.)?(\w+)/g)].map((match) => match[1]));
}

/** The name of the way to a function, for the table; `undefined`: no place for a fault. */
const dispatch = {
  apisix(fn, { text }) {
    const folder = [
      [/^apisix\/core\//, 'core'],
      [/^apisix\/http\//, 'router'],
      [/^apisix\/balancer(\/|\.lua)/, 'balancer'],
      [/^apisix\/utils\//, 'utils'],
      [/^apisix\/admin\//, 'admin'],
      [/^apisix\/control\//, 'control'],
    ].find(([pattern]) => pattern.test(fn.file));
    if (folder) return folder[1];
    if (!fn.file.startsWith('apisix/plugins/')) return undefined;
    if (fn.entry && !isPhase(fn.name) && handlers(text).has(fn.name)) return 'control';
    return pluginPath(fn);
  },
  kong(fn) {
    const folder = [
      [/^kong\/runloop\/balancer\//, 'balancer'],
      [/^kong\/runloop\//, 'runloop'],
      [/^kong\/pdk\//, 'pdk'],
      [/^kong\/api\//, 'admin'],
      [/^kong\/tools\//, 'tools'],
    ].find(([pattern]) => pattern.test(fn.file));
    if (folder) return folder[1];
    return /^kong\/(plugins|llm)\//.test(fn.file) ? pluginPath(fn) : undefined;
  },
};

function pluginPath(fn) {
  if (!fn.entry || !isPhase(fn.name)) return 'plugin-helper';
  return yielding.test(fn.name) ? 'plugin-handler' : 'plugin-filter';
}

function reach(starts, calls) {
  const seen = new Set(starts);
  for (const fn of seen) for (const next of calls.get(fn)) seen.add(next);
  return seen;
}

/** The places of a project (`apisix` or `kong`), each with its dispatch path and what it may do there. */
export function findPlaces(root, project) {
  const outside = /(^|\/)(spec|t|tests?|ci|cli|cmd|migrations|templates|benchmark)\/|schema|(^|\/)migrat/;
  const paths = walk(root, (name) => name.endsWith('.lua')).filter(
    (file) => file.startsWith(`${project}/`) && !outside.test(file),
  );
  const files = new Map(paths.map((file) => [file, readFile(root, file)]));
  const all = [...files.values()].flatMap((file) => file.functions);
  const calls = new Map();
  for (const file of files.values()) {
    const names = aliases(project, file);
    for (const fn of file.functions) {
      fn.entry = entry[project](fn, file);
      calls.set(fn, callees(fn.body, file, names, files));
    }
  }
  const mayYield = reach(
    all.filter((fn) => fn.entry === 'yield'),
    calls,
  );
  const headOpen = reach(
    all.filter((fn) => fn.entry === 'yield' || fn.entry === 'early'),
    calls,
  );
  return all
    .filter((fn) => (headOpen.has(fn) || fn.entry === 'late') && !atStart.test(fn.name))
    .filter((fn) => !fn.inline || fn.entry)
    .map((fn) => {
      const label = dispatch[project](fn, files.get(fn.file));
      const shown = fn.owner ? `${fn.owner}.${fn.name}` : fn.group ? `${fn.group} ${fn.name}` : fn.name;
      const phase = fn.entry ? ([fn.name, fn.group ?? ''].find(isPhase) ?? '') : '';
      const { file, line, indent } = fn;
      return {
        project,
        file,
        line,
        indent,
        shown,
        phase,
        dispatch: label,
        topLevel: indent === '' && !fn.inline,
        mayYield: mayYield.has(fn),
        source: files.get(file).source,
        code: files.get(file).lines,
      };
    })
    .filter(({ dispatch: label }) => label !== undefined);
}
