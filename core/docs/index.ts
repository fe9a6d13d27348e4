/** What the editor says about directives, calls and modules: OpenResty's in our own words, nginx's in its own. */
import { apiEntries } from './api.js';
import { directiveEntries } from './directives.js';
import type { DocEntry } from './entry.js';
import { constructors, memberEntries, moduleEntries } from './modules.js';

export { toMarkdown, type DocEntry } from './entry.js';
export {
  loadNginxReference,
  nginxToMarkdown,
  type NginxDirective,
  type NginxReference,
} from './nginx-reference.js';

const byName = (entries: readonly DocEntry[]): ReadonlyMap<string, DocEntry> =>
  new Map(entries.map((entry) => [entry.name, entry]));

const directives = byName(directiveEntries);
const calls = byName([...apiEntries, ...memberEntries]);
const modules = byName(moduleEntries);

/** A directive of OpenResty's modules; nginx's own are in NginxReference. */
export function directiveDoc(name: string): DocEntry | undefined {
  return directives.get(name);
}

/** A call or a field by its path: `ngx.say`, `ngx.shared.DICT.incr`, `ngx.var.VARIABLE`, `resty.lrucache:get`. */
export function apiDoc(path: string): DocEntry | undefined {
  return calls.get(path) ?? modules.get(path);
}

export function moduleDoc(name: string): DocEntry | undefined {
  return modules.get(name);
}

/** The object that a call returns, by the name that its methods have: `resty.lrucache` for `resty.lrucache.new`. */
export function constructedBy(path: string): string | undefined {
  return Object.hasOwn(constructors, path) ? constructors[path] : undefined;
}

export function allDirectiveDocs(): readonly DocEntry[] {
  return directiveEntries;
}

export function allApiDocs(): readonly DocEntry[] {
  return [...apiEntries, ...memberEntries, ...moduleEntries];
}
