import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isAboutTheMachine, remedy } from './agreement-remedies.mjs';
import { CONF_FOLDER } from './agreement-root.mjs';
import { WRAPPERS } from './agreement-sources.mjs';
import { globFiles } from './files.mjs';
import { recordsOf } from './nginx-t.mjs';
import {
  endsTest,
  LineIndex,
  loadConfiguration,
  parseConf,
  validateConfiguration,
  walk,
} from '../../out/core/nginx/index.js';

const NEED_NDK = ['ngx_http_lua_module.so', 'ngx_http_set_misc_module.so'];
const MOST_REMEDIES = 80;
const MOST_BLANKED = 200;

/** Whether a text is a configuration by itself and no part of one. */
export function isRootText(text) {
  return parseConf(text).children.some(
    ({ kind, name, form }) =>
      kind === 'directive' && form === 'block' && /^(?:events|http|stream)$/.test(name.value),
  );
}

/** What only a nginx says that lacks a module, or OpenResty's patches. */
const UNKNOWN_HERE = [
  /^unknown directive "([^"]+)" in (\S+):(\d+)$/s,
  /^"([^"]+)" directive not found: missing the .* patch for nginx in (\S+):(\d+)$/s,
];

/** @typedef {{ accepted: boolean, line?: string, said: string[], crashed?: string }} Verdict */

export class Judge {
  #base;
  #filesOf = new Map();

  constructor(base) {
    this.#base = base;
  }

  /** What nginx and we say about one configuration. */
  async compare(source) {
    const root = this.#base.open();
    try {
      const { folder, file, text } = source;
      if (folder !== undefined) copyAlong(folder, root.path(CONF_FOLDER));
      root.folder('/usr/share/nginx/logs');
      const place = `${CONF_FOLDER}/${file}`;
      root.write(place, text);
      const context = source.isRoot ? undefined : await this.#contextOf(root, source, place);
      const conf = source.isRoot ? place : `${CONF_FOLDER}/agreement-root.conf`;
      if (context !== undefined) root.write(conf, wrapped(context, place));
      return {
        name: source.name,
        project: basename(source.project),
        context,
        ...(await this.#agree(root, conf, source)),
      };
    } catch (error) {
      return {
        name: source.name,
        project: basename(source.project),
        kind: 'unjudged',
        nginx: `harness: ${error.stack}`,
      };
    } finally {
      root.remove();
    }
  }

  /** The context in which nginx gets through a snippet, or else furthest. */
  async #contextOf(root, source, place) {
    let best = { context: 'http', reach: -1 };
    for (const context of Object.keys(WRAPPERS)) {
      root.write(`${CONF_FOLDER}/agreement-root.conf`, wrapped(context, place));
      const verdict = await this.#verdict(root, `${CONF_FOLDER}/agreement-root.conf`, source);
      const reach = verdict.accepted ? Infinity : reachOf(verdict.line, place);
      if (reach > best.reach) best = { context, reach };
      if (verdict.accepted) break;
    }
    return best.context;
  }

  async #agree(root, conf, source) {
    const blanked = [];
    for (;;) {
      const verdict = await this.#verdict(root, conf, source);
      const ours = ourVerdict(root, conf);
      const nginx = verdict.crashed ?? (verdict.accepted ? undefined : verdict.line);
      const more = { nginx, ours: ours.line, code: ours.code, blanked };
      if (verdict.crashed !== undefined || isAboutTheMachine(nginx ?? ''))
        return { kind: 'unjudged', ...more };
      if (ours.threw) return { kind: 'throws', ...more };
      if (nginx === ours.line)
        return { kind: 'agree', accepted: verdict.accepted, ...more, ...warnings(verdict, ours) };
      const name = UNKNOWN_HERE.map((pattern) => pattern.exec(nginx ?? '')).find(Boolean) ?? null;
      if (name === null || blanked.length >= MOST_BLANKED || !blank(root, name[2], Number(name[3]), name[1]))
        return {
          kind: nginx === undefined ? 'false alarm' : ours.line === undefined ? 'silent' : 'other',
          ...more,
        };
      blanked.push(name[1]);
    }
  }

  /** @returns {Promise<Verdict>} after what can be mended is */
  async #verdict(root, conf, source) {
    const mended = new Set();
    for (;;) {
      const verdict = await this.#ask(root, conf, source);
      if (verdict.accepted || mended.size >= MOST_REMEDIES || mended.has(verdict.line)) return verdict;
      mended.add(verdict.line);
      if (verdict.line === undefined || !remedy(root, verdict.line, this.#files(source.project)))
        return verdict;
    }
  }

  /** A machine that is short of memory gets a second chance. */
  async #ask(root, conf, { text }) {
    const modules = this.#modulesFor(text);
    const verdict = await run(root, conf, modules);
    return verdict.crashed === undefined ? verdict : run(root, conf, modules);
  }

  /** The configuration may load modules by itself; the same one may not be loaded twice. */
  #modulesFor(text) {
    const own = [...text.matchAll(/^\s*load_module\s+["']?([^\s;"']+)/gm)].map(([, path]) => basename(path));
    const isFree = (path) => !own.includes(basename(path));
    // What the configuration loads by itself comes too late for those that need it.
    const needs = own.includes('ndk_http_module.so') ? NEED_NDK : [];
    return this.#base.modules.filter((path) => isFree(path) && !needs.includes(basename(path)));
  }

  #files(project) {
    if (!this.#filesOf.has(project))
      this.#filesOf.set(
        project,
        globFiles(project, () => true),
      );
    return this.#filesOf.get(project);
  }
}

const wrapped = (context, place) => `${WRAPPERS[context][0]}\ninclude ${place};\n${WRAPPERS[context][1]}\n`;

function copyAlong(from, to) {
  const small = (path) =>
    !/\/(?:\.git|node_modules)$/.test(path) &&
    (statSync(path).isDirectory() || statSync(path).size < 1_000_000);
  cpSync(from, to, {
    recursive: true,
    dereference: true,
    filter: (path) => {
      try {
        return small(path);
      } catch {
        return false;
      }
    },
  });
}

/** The line of the snippet that nginx's message names; beyond all lines where it names none of it. */
function reachOf(line, place) {
  if (line === undefined) return -1;
  const at = new RegExp(String.raw` in (\S+):(\d+)$`).exec(line);
  if (at === null) return 1e6;
  const isName = /^(?:unknown directive|"[^"]+" directive is not allowed here)/.test(line);
  return at[1] === place ? Number(at[2]) + (isName ? 0 : 0.5) : 1e5;
}

function run(root, conf, modules) {
  const globals = modules.map((path) => `load_module ${path};`).join(' ');
  const args = [root.directory, '/usr/sbin/nginx', '-t', '-c', conf, '-e', 'stderr', '-g', globals];
  const options = { encoding: 'latin1', timeout: 30_000, maxBuffer: 1 << 24, env: {} };
  return new Promise((resolve) => {
    const child = execFile('/usr/sbin/chroot', args, options, (_error, _out, text) => {
      const said = recordsOf(Buffer.from(text, 'latin1').toString('utf8'));
      const isClear =
        (child.exitCode === 1 && firstLine(said) !== undefined) ||
        (child.exitCode === 0 && /test is successful/.test(text));
      const end = `nginx ended with ${child.signalCode ?? child.exitCode}`;
      if (!isClear) resolve({ accepted: false, said, crashed: `${end}: ${said.join(' ')}` });
      else resolve({ accepted: child.exitCode === 0, said, line: firstLine(said) });
    });
  });
}

function firstLine(said) {
  const line =
    said.find((one) => one.startsWith('[emerg] ')) ??
    said.find((one) => !/^\[(?:warn|notice|alert)\] /.test(one));
  return line?.replace(/^\[\w+\] /, '');
}

/** Our own first line, and all our warnings. */
function ourVerdict(root, conf) {
  const files = {
    read: (path) => root.read(path)?.toString('utf8'),
    list: (path) => root.list(path),
  };
  try {
    const faults = validateConfiguration(loadConfiguration(conf, files));
    const fault = faults.find(endsTest);
    return {
      line: fault && lineOf(fault),
      code: fault?.code,
      warnings: faults.filter(({ level }) => level === 'warn').map(lineOf),
    };
  } catch (error) {
    return { threw: true, line: String(error.stack) };
  }
}

function lineOf(fault) {
  if (fault.unplaced === true || fault.message.startsWith('pread() ')) return fault.message;
  const { line } = new LineIndex(fault.nginxFile.tree.text).positionAt(fault.nginxOffset);
  return `${fault.message} in ${fault.nginxFile.path}:${line + 1}`;
}

function warnings(verdict, ours) {
  if (!verdict.accepted) return {};
  const nginxWarns = verdict.said
    .filter((line) => line.startsWith('[warn] '))
    .map((line) => line.slice('[warn] '.length));
  return JSON.stringify(nginxWarns) === JSON.stringify(ours.warnings)
    ? {}
    : { nginxWarns, ourWarns: ours.warnings };
}

/** Replaces a directive by white space, lines kept. @returns {boolean} whether it was found */
function blank(root, file, line, name) {
  const text = root.read(file)?.toString('utf8');
  if (text === undefined) return false;
  const lines = new LineIndex(text);
  for (const node of walk(parseConf(text).children)) {
    if (node.kind !== 'directive' || node.name.value !== name) continue;
    const head = node.form === 'block' ? node.block.open : node.form === 'lua' ? node.open : node.terminator;
    if (head === undefined || lines.positionAt(head.start).line + 1 !== line) continue;
    const gone = text.slice(node.span.start, node.span.end).replace(/[^\n]/g, ' ');
    root.write(file, text.slice(0, node.span.start) + gone + text.slice(node.span.end));
    return true;
  }
  return false;
}
