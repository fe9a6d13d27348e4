import { fullName, pathStyleOf } from '../../core/nginx/index.js';

/** The two directories that relative names start at; both end in `/`. */
export interface Directories {
  /** For logs, pid and Lua files. */
  readonly prefix: string;
  /** nginx's conf_prefix, for `include`. */
  readonly conf: string;
}

/** A name completed with the prefix as ngx_conf_full_name does. */
export function inPrefix(name: string, { prefix }: Directories): string {
  return fullName(name, prefix, pathStyleOf(prefix));
}
