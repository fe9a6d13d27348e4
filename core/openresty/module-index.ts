import { normalizePath } from '../nginx/index.js';
import type { OpenRestyConfiguration } from './configuration.js';

type SearchPath = Pick<OpenRestyConfiguration, 'packagePath' | 'prefix'>;

/** Which file `require(name)` loads, and which modules there are. */
export interface ModuleIndex {
  /**
   * By the templates of `lua_package_path` in their order, else the nearest and shortest path that fits; undefined
   * where the project has no such file.
   */
  fileOf(name: string, configuration: SearchPath | undefined): string | undefined;
  /** True for a constant that may be, or begin, the name of one of the project's modules: `a.b`, `a.*.b`. */
  isModuleText(text: string): boolean;
  /** The names that a pattern with `*` for computed parts may stand for. */
  matching(pattern: string): readonly string[];
}

/**
 * @param paths the project's Lua files, relative to its root, with `/`
 * @param folder the name of the root's own folder: in a checkout of `apisix/` alone `require("apisix.core")` is `core.lua`
 */
export function indexModules(paths: readonly string[], folder = ''): ModuleIndex {
  const known = new Set(paths);
  const full = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  // By the last part of a module's name, so that a lookup reads a handful of paths and not all.
  const byLastPart = new Map<string, string[]>();
  for (const path of paths) {
    for (const part of lastParts(full(path))) {
      const same = byLastPart.get(part);
      if (same) same.push(path);
      else byLastPart.set(part, [path]);
    }
  }
  let folders: Set<string> | undefined;
  const matches = new Map<string, readonly string[]>();
  const hasFolder = (dotted: string): boolean => (folders ??= folderNames(paths.map(full))).has(dotted);

  const fileOf = (name: string, configuration: SearchPath | undefined): string | undefined => {
    const file = name.replaceAll('.', '/');
    for (const template of configuration?.packagePath ?? []) {
      const path = normalizePath(template.replaceAll('?', file));
      if (known.has(path)) return path;
    }
    const endings = [`${file}.lua`, `${file}/init.lua`];
    const prefix =
      configuration === undefined || configuration.prefix === '.' ? '' : `${configuration.prefix}/`;
    return (byLastPart.get(file.slice(file.lastIndexOf('/') + 1)) ?? [])
      .filter((path) => endings.some((ending) => path === ending || `/${full(path)}`.endsWith(`/${ending}`)))
      .sort(
        (a, b) =>
          Number(b.startsWith(prefix)) - Number(a.startsWith(prefix)) ||
          a.length - b.length ||
          (a < b ? -1 : 1),
      )[0];
  };

  return {
    fileOf,
    isModuleText: (text) => {
      if (text.length > 120 || !/^[\w-]+[./][\w.*/-]*$/.test(text)) return false;
      const star = text.indexOf('*');
      const dotted = text.replaceAll('/', '.');
      if (star < 0 && !text.endsWith('.')) return fileOf(dotted, undefined) !== undefined;
      // The folders before the computed part must be there.
      const head = star < 0 ? dotted : dotted.slice(0, star);
      return head.includes('.') && hasFolder(head.slice(0, head.lastIndexOf('.')));
    },
    matching: (pattern) => {
      let found = matches.get(pattern);
      if (!found) matches.set(pattern, (found = namesMatching(pattern, paths.map(full))));
      return found;
    },
  };
}

function lastParts(path: string): string[] {
  const parts = path.replace(/\.lua$/, '').split('/');
  const last = parts.at(-1) ?? '';
  return last === 'init' && parts.length > 1 ? [last, parts.at(-2) ?? ''] : [last];
}

/** Every run of folders that some file lies below, dotted: `kong.plugins`, `plugins`. */
function folderNames(paths: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const folder of new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))) {
    const parts = folder.split('/');
    for (let from = 0; from < parts.length; from++) {
      for (let to = from + 1; to <= parts.length; to++) names.add(parts.slice(from, to).join('.'));
    }
  }
  return names;
}

function namesMatching(pattern: string, paths: readonly string[]): string[] {
  const dotted = pattern.replaceAll('/', '.');
  if (!dotted.includes('*')) return [dotted];
  const body = dotted
    .split('*')
    .map((part) => part.replaceAll('.', '/').replace(/[\\^$+?()[\]{}|]/g, '\\$&'))
    .join('[^/]+');
  const fits = new RegExp(`(?:^|/)(${body})(?:/init)?\\.lua$`);
  const names = paths.flatMap((path) => fits.exec(path)?.[1]?.replaceAll('/', '.') ?? []);
  return [...new Set(names)];
}
