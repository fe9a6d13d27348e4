import { luaDirective } from '../../core/nginx/index.js';
import type { PathContext } from './complete-context.js';
import type { ConfItem } from './conf-item.js';

export type PathWish = 'file' | 'directory' | 'conf file' | 'lua file';

/**
 * The files for the path that is being typed: those of the directory that it names so far, seen from where nginx looks.
 * @param typed the path before the cursor, without quotes
 * @param end where the path ends that the items replace the last part of
 */
export function pathItems(
  typed: string,
  wish: PathWish,
  directive: string,
  offset: number,
  end: number,
  paths: PathContext,
): ConfItem[] {
  // Only paths below the directories that nginx looks in: a variable or an absolute path leads nobody knows where.
  if (typed.includes('$') || typed.startsWith('/')) return [];
  const slash = typed.lastIndexOf('/') + 1;
  const folder = typed.slice(0, slash);
  const span = { start: offset - (typed.length - slash), end };
  const found = new Map<string, ConfItem>();
  for (const base of beginsAtConfiguration(directive, wish) ? paths.confDirectories : paths.prefixes) {
    const directory = resolve(base, folder);
    if (directory === undefined) continue;
    for (const { name, isDirectory } of paths.list(directory) ?? []) {
      if (name.startsWith('.') || found.has(name)) continue;
      if (!isDirectory && (wish === 'directory' || (wish === 'lua file' && !name.endsWith('.lua')))) continue;
      found.set(name, {
        label: isDirectory ? `${name}/` : name,
        kind: isDirectory ? 'directory' : 'file',
        span,
        rank: isDirectory ? 60 : fits(name, wish) ? 40 : 50,
      });
    }
  }
  return [...found.values()];
}

/** `ngx_conf_full_name(…, conf_prefix = 1)`: the files that belong to the configuration itself. */
function beginsAtConfiguration(directive: string, wish: PathWish): boolean {
  if (luaDirective(directive)) return false;
  return (
    wish === 'conf file' || /ssl|user_file|geoip|^js_|^xslt_|^perl_|jwt_key|quic_host_key/.test(directive)
  );
}

function fits(name: string, wish: PathWish): boolean {
  return wish === 'conf file' ? /\.(?:conf|types|params|inc)$|_params$/.test(name) : true;
}

/** A path below the project's root; undefined where it leads out of it. */
function resolve(base: string, folder: string): string | undefined {
  const parts: string[] = base === '' || base === '.' ? [] : base.split('/');
  for (const part of folder.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
