/** Folders whose `*.conf` files are nginx's, by the habits of distributions and of OpenResty projects. */
const confFolders = /(?:^|\/)(?:conf\.d|sites-available|sites-enabled|nginx|openresty)\//;

/** True for a path that is nginx configuration by its name alone. */
export function isConfigurationName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'nginx.conf' || name.endsWith('.nginx') || name.endsWith('.nginx.conf')) return true;
  return name.endsWith('.conf') && confFolders.test(path);
}

const opening =
  /^(?:(?:http|events|stream|mail|server|upstream|location)\b[^;{}]*\{|(?:worker_processes|daemon|master_process|user|pid|error_log|load_module|env|lua_\w+|include|listen|server_name|proxy_pass)\s[^{}=]*;)/;

/**
 * True for a `*.conf` file whose first line that is no comment is an nginx block or directive.
 * @param read gives the text; called only when the name allows it
 */
export function looksLikeConfiguration(path: string, read: () => string): boolean {
  if (!path.endsWith('.conf')) return false;
  const text = read().slice(0, 20_000);
  const first = text.replace(/^(?:\s|#[^\n]*(?:\n|$))+/, '');
  return opening.test(first);
}
