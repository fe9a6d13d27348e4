import type { ModuleDirectives } from '../../contract/index.js';
import {
  directiveSpecsOf,
  makeCatalogue,
  standardCatalogue,
  type Catalogue,
} from '../../core/nginx/index.js';

/** What a person's settings say about the directives that there are. */
export interface CatalogueSettings {
  readonly modules?: ModuleDirectives | undefined;
  /** Empty: the newest. */
  readonly nginxVersion?: string | undefined;
}

const made = new Map<string, Catalogue>();
/** So many settings are in use at once at most: one for each folder of a window. */
const most = 8;

/** Made once for the same settings: a catalogue is large. */
export function catalogueFor({ modules = {}, nginxVersion = '' }: CatalogueSettings): Catalogue {
  if (nginxVersion === '' && Object.keys(modules).length === 0) return standardCatalogue();
  const key = JSON.stringify([modules, nginxVersion]);
  const known = made.get(key);
  if (known) return known;
  const { specs } = directiveSpecsOf(modules);
  const catalogue = makeCatalogue(specs, nginxVersion === '' ? undefined : nginxVersion);
  const [oldest] = made.keys();
  if (made.size >= most && oldest !== undefined) made.delete(oldest);
  made.set(key, catalogue);
  return catalogue;
}
