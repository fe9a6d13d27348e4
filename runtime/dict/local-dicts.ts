import { previewLimits, type DictSummary } from '../../contract/index.js';
import type { DictOperation, DictScalar, SharedDicts } from '../services.js';
import { DictStore } from './store.js';

/** A `lua_shared_dict` of the configuration; `size` in bytes. */
export interface DictDeclaration {
  readonly name: string;
  readonly size: number;
}

/** All dictionaries of a program, in the process that holds them: the master. */
export class LocalDicts implements SharedDicts {
  private stores: ReadonlyMap<string, DictStore>;

  constructor(
    declarations: readonly DictDeclaration[],
    private readonly now: () => number = Date.now,
  ) {
    this.stores = new Map(declarations.map(({ name, size }) => [name, new DictStore(name, size, now)]));
  }

  get names(): readonly string[] {
    return [...this.stores.keys()];
  }

  execute(dict: string, operation: DictOperation, args: readonly DictScalar[]): readonly DictScalar[] {
    const store = this.stores.get(dict);
    if (!store) throw new Error(`no lua_shared_dict is called "${dict}"`);
    return store.execute(operation, args);
  }

  /**
   * The dictionaries after a reload: one of the same name and size carries on with what it holds, the
   * others are new (nginx keeps a shared zone exactly so, ngx_init_cycle).
   */
  reloaded(declarations: readonly DictDeclaration[]): LocalDicts {
    const next = new LocalDicts(declarations, this.now);
    next.stores = new Map(
      [...next.stores].map(([name, store]) => {
        const old = this.stores.get(name);
        return [name, old?.capacity === store.capacity ? old : store];
      }),
    );
    return next;
  }

  /** The dictionaries as a report shows them; `quote` makes a string printable. */
  summary(quote: (bytes: string) => string): Record<string, DictSummary> {
    return Object.fromEntries([...this.stores].map(([name, store]) => [name, summarize(store, quote)]));
  }
}

function summarize(store: DictStore, quote: (bytes: string) => string): DictSummary {
  const entries: [string, string][] = [];
  for (const { key, value } of store.peek()) {
    if (entries.length === previewLimits.maxEntries) break;
    entries.push([quote(key), previewOf(value, quote)]);
  }
  return { capacity: store.capacity, keys: store.size, entries };
}

function previewOf(
  value: boolean | number | string | { readonly listLength: number },
  quote: (bytes: string) => string,
): string {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'object' ? `list of ${value.listLength}` : String(value);
}
