import { readFileSync } from 'node:fs';
import type { ApiModule } from './api.js';

/** What the prelude's `require` searcher asks of the file system. */
export const moduleFunctions: ApiModule = (api) => ({
  /** A file's text, or nil if it cannot be read. */
  read_file: (path) => readText(typeof path === 'string' ? path : ''),
  /** `package.path` as lua_package_path makes it out of the default one. */
  package_path: (fallback) => {
    const { packagePath } = api.program.lua;
    const standard = typeof fallback === 'string' ? fallback : '';
    return packagePath === undefined ? standard : withDefault(packagePath, standard);
  },
  package_cpath: (fallback) => {
    const { packageCpath } = api.program.lua;
    const standard = typeof fallback === 'string' ? fallback : '';
    return packageCpath === undefined ? standard : withDefault(packageCpath, standard);
  },
});

/** `;;` stands for the default path (ngx_http_lua_set_path). */
function withDefault(path: string, standard: string): string {
  return path.replace(';;', `;${standard};`).replace(/^;/, '');
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(Buffer.from(path, 'latin1'), 'latin1');
  } catch {
    return undefined;
  }
}
