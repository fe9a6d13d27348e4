/** What the editor says about directives, calls and modules: OpenResty's in our own words, nginx's in its own. */
import { concurrencyEntries } from './api-concurrency.js';
import { constantEntries } from './api-constants.js';
import { nginxEntries } from './api-nginx.js';
import { outputEntries } from './api-output.js';
import { requestEntries } from './api-request.js';
import { sharedDictEntries } from './api-shared-dict.js';
import { socketEntries } from './api-sockets.js';
import { textEntries } from './api-text.js';
import { codeEntries } from './directives-code.js';
import { setDirectiveEntries } from './directives-set.js';
import { settingEntries } from './directives-settings.js';
import { socketSettingEntries } from './directives-sockets.js';
import { storeDirectiveEntries } from './directives-stores.js';
import type { DocEntry } from './entry.js';
import { luaBasicEntries } from './lua-basic.js';
import { luaJitEntries } from './lua-jit.js';
import { luaLibraryEntries } from './lua-library.js';
import { cacheEntries } from './modules-cache.js';
import { coreEntries } from './modules-core.js';
import { digestEntries } from './modules-digest.js';
import { httpEntries } from './modules-http.js';
import { jsonEntries } from './modules-json.js';
import { limitEntries } from './modules-limit.js';
import { processEntries } from './modules-process.js';
import { redisEntries } from './modules-redis.js';
import { sslEntries } from './modules-ssl.js';
import { storeEntries } from './modules-stores.js';
import { webEntries } from './modules-web.js';

export type { DocEntry } from './entry.js';
export { toMarkdown } from './markdown.js';
export {
  loadNginxReference,
  nginxToMarkdown,
  type NginxDirective,
  type NginxReference,
} from './nginx-reference.js';

const directiveEntries: readonly DocEntry[] = [
  ...codeEntries,
  ...settingEntries,
  ...socketSettingEntries,
  ...setDirectiveEntries,
  ...storeDirectiveEntries,
];

const apiEntries: readonly DocEntry[] = [
  ...nginxEntries,
  ...outputEntries,
  ...requestEntries,
  ...sharedDictEntries,
  ...concurrencyEntries,
  ...socketEntries,
  ...textEntries,
  ...constantEntries,
  ...cacheEntries,
  ...limitEntries,
  ...redisEntries,
  ...storeEntries,
  ...httpEntries,
  ...webEntries,
  ...digestEntries,
  ...jsonEntries,
  ...coreEntries,
  ...processEntries,
  ...sslEntries,
  ...luaBasicEntries,
  ...luaLibraryEntries,
  ...luaJitEntries,
];

const byName = (entries: readonly DocEntry[]): ReadonlyMap<string, DocEntry> =>
  new Map(entries.map((entry) => [entry.name, entry]));

const directives = byName(directiveEntries);
const calls = byName(apiEntries);

/** A directive of OpenResty's modules; nginx's own are in NginxReference. */
export function directiveDoc(name: string): DocEntry | undefined {
  return directives.get(name);
}

/**
 * A call, a field or a module by its path: `ngx.say`, `ngx.shared.DICT.incr`, `ngx.var.VARIABLE`,
 * `resty.lrucache:get`. A method may be documented as the function that it is, and the other way round: the last `.`
 * and `:` stand for each other where only one of the two is known.
 */
export function apiDoc(path: string): DocEntry | undefined {
  return calls.get(path) ?? calls.get(path.replace(/[.:](?=\w+$)/, (mark) => (mark === ':' ? '.' : ':')));
}

/** What `require` loads by this name. */
export function moduleDoc(name: string): DocEntry | undefined {
  const entry = calls.get(name);
  return entry?.kind === 'module' ? entry : undefined;
}

/** The object that a call returns, by the name that its methods have: `resty.lrucache` for `resty.lrucache.new`. */
export function constructedBy(path: string): string | undefined {
  return apiDoc(path)?.constructs;
}

export function allDirectiveDocs(): readonly DocEntry[] {
  return directiveEntries;
}

export function allApiDocs(): readonly DocEntry[] {
  return apiEntries;
}
