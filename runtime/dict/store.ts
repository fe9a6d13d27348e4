import type { DictOperation, DictScalar } from '../services.js';
import { Slab, type Block } from './slab.js';

/** What a worker gets back: the values that the Lua method of the same name returns. */
export type DictAnswer = readonly DictScalar[];

/** The operations that name no key. */
const wholeOperations = ['get_keys', 'flush_all', 'flush_expired', 'capacity', 'free_space'] as const;
type WholeOperation = (typeof wholeOperations)[number];

function isWhole(operation: DictOperation): operation is WholeOperation {
  return (wholeOperations as readonly DictOperation[]).includes(operation);
}

type Scalar = boolean | number | string;

interface ListNode {
  readonly value: number | string;
  readonly block: Block;
}

interface Entry {
  readonly key: string;
  block: Block;
  /** Milliseconds of the clock; 0 is never. */
  expires: number;
  flags: number;
  value: Scalar | ListNode[];
}

/** offsetof(ngx_rbtree_node_t, color) + offsetof(ngx_http_lua_shdict_node_t, data). */
const entryOverhead = 32 + 36;
/** offsetof(ngx_http_lua_shdict_list_node_t, data). */
const listNodeOverhead = 21;
/** sizeof(ngx_queue_t), the list's head, which stands behind the key. */
const listHead = 16;
const maxKeyLength = 65535;
/** How many entries a `set` throws out at most before it gives up with "no memory". */
const maxEvictions = 30;

/**
 * One `lua_shared_dict`. Every operation does what the C function of lua-nginx-module's
 * ngx_http_lua_shdict.c does, in its order: expired entries at the cold end go first, room is found
 * through nginx's slab allocator, and the coldest entries make place where the operation may force it.
 * Strings are binary strings: one character a byte.
 */
export class DictStore {
  /** From the least to the most recently used: JavaScript maps keep the order of insertion. */
  private readonly entries = new Map<string, Entry>();
  private readonly slab: Slab;

  /**
   * @param capacity bytes
   * @param now milliseconds, never going back by itself: Date.now in production
   */
  constructor(
    readonly name: string,
    readonly capacity: number,
    private readonly now: () => number,
  ) {
    this.slab = new Slab(capacity);
    // ngx_http_lua_shdict_init_zone: the tree's head, and the text that the log shows on "no memory".
    this.slab.allocate(80);
    this.slab.allocate(28 + name.length);
  }

  /** Does one operation; `args` are the method's after the dictionary. */
  execute(operation: DictOperation, args: readonly DictScalar[]): DictAnswer {
    return isWhole(operation) ? this.executeOnWhole(operation, args) : this.executeOnKey(operation, args);
  }

  private executeOnWhole(operation: WholeOperation, args: readonly DictScalar[]): DictAnswer {
    switch (operation) {
      case 'get_keys':
        return this.getKeys(integer(args[0], 1024));
      case 'flush_all':
        return this.flushAll();
      case 'flush_expired':
        return [this.flushExpired(integer(args[0], 0))];
      case 'capacity':
        return [this.capacity];
      case 'free_space':
        return [this.slab.freeBytes];
    }
  }

  /** How many entries there are, expired ones that nobody touched included. */
  get size(): number {
    return this.entries.size;
  }

  /** The coldest live entries first, without touching them: for a report. */
  *peek(): Generator<{ readonly key: string; readonly value: Scalar | { readonly listLength: number } }> {
    for (const { key, value, expires } of this.entries.values()) {
      if (this.isExpired(expires)) continue;
      yield { key, value: Array.isArray(value) ? { listLength: value.length } : value };
    }
  }

  private executeOnKey(
    operation: Exclude<DictOperation, 'get_keys' | 'flush_all' | 'flush_expired' | 'capacity' | 'free_space'>,
    args: readonly DictScalar[],
  ): DictAnswer {
    const key = args[0] === undefined ? undefined : String(args[0]);
    const fault = keyFault(key);
    if (key === undefined || fault !== undefined) return [undefined, fault];
    const value = args[1];
    switch (operation) {
      case 'get':
        return this.get(key);
      case 'get_stale':
        return this.getStale(key);
      case 'set':
      case 'safe_set':
      case 'add':
      case 'safe_add':
      case 'replace':
        return this.store(operation, key, value, milliseconds(args[2]), integer(args[3], 0));
      case 'delete':
        return this.store('set', key, undefined, 0, 0);
      case 'incr':
        return this.incr(key, Number(value), args[2], milliseconds(args[3]));
      case 'lpush':
      case 'rpush':
        return this.push(operation, key, value);
      case 'lpop':
      case 'rpop':
        return this.pop(operation, key);
      case 'llen':
        return this.listLength(key);
      case 'ttl':
        return this.ttl(key);
      case 'expire':
        return this.expire(key, milliseconds(value));
    }
  }

  private get(key: string): DictAnswer {
    this.dropExpired();
    const entry = this.lookUp(key);
    if (!entry || this.isExpired(entry.expires)) return [undefined];
    if (Array.isArray(entry.value)) return [undefined, 'value is a list'];
    return entry.flags === 0 ? [entry.value] : [entry.value, entry.flags];
  }

  private getStale(key: string): DictAnswer {
    const entry = this.lookUp(key);
    if (!entry) return [undefined];
    if (Array.isArray(entry.value)) return [undefined, 'value is a list'];
    return [entry.value, entry.flags === 0 ? undefined : entry.flags, this.isExpired(entry.expires)];
  }

  /** ngx_http_lua_ffi_shdict_store */
  private store(
    operation: 'set' | 'safe_set' | 'add' | 'safe_add' | 'replace',
    key: string,
    value: DictScalar,
    lifetime: number,
    flags: number,
  ): DictAnswer {
    const isAdd = operation === 'add' || operation === 'safe_add';
    if (value === undefined && (isAdd || operation === 'replace'))
      return [false, 'attempt to add or replace nil values', false];
    this.dropExpired();
    const old = this.lookUp(key);
    const isLive = old !== undefined && !this.isExpired(old.expires);
    if (operation === 'replace' && !isLive) return [false, 'not found', false];
    if (isAdd && isLive) return [false, 'exists', false];
    if (value === undefined) {
      if (old) this.remove(old);
      return [true, undefined, false];
    }
    const expires = lifetime > 0 ? this.now() + lifetime : 0;
    if (old && !Array.isArray(old.value) && byteLength(old.value) === byteLength(value)) {
      Object.assign(old, { value, expires, flags });
      this.touch(old);
      return [true, undefined, false];
    }
    // As in nginx the old entry is gone even when the new one finds no room.
    if (old) this.remove(old);
    const isSafe = operation === 'safe_set' || operation === 'safe_add';
    const { block, forcible } = this.makeRoom(entryOverhead + key.length + byteLength(value), !isSafe);
    if (!block) return [false, 'no memory', forcible];
    this.entries.set(key, { key, block, expires, flags, value });
    return [true, undefined, forcible];
  }

  /** ngx_http_lua_ffi_shdict_incr; without `init` the answer has one value only (resty.core.shdict). */
  private incr(key: string, by: number, init: DictScalar, initLifetime: number): DictAnswer {
    this.dropExpired();
    const old = this.lookUp(key);
    const hasInit = init !== undefined && init !== false;
    if (old && !this.isExpired(old.expires)) {
      if (typeof old.value !== 'number') return [undefined, 'not a number'];
      old.value += by;
      this.touch(old);
      return hasInit ? [old.value, undefined, false] : [old.value];
    }
    if (!hasInit) return [undefined, 'not found'];
    const value = by + Number(init);
    const expires = initLifetime > 0 ? this.now() + initLifetime : 0;
    if (old && !Array.isArray(old.value) && byteLength(old.value) === 8) {
      Object.assign(old, { value, expires, flags: 0 });
      this.touch(old);
      return [value, undefined, false];
    }
    if (old) this.remove(old);
    const { block, forcible } = this.makeRoom(entryOverhead + key.length + 8, true);
    if (!block) return [undefined, 'no memory'];
    this.entries.set(key, { key, block, expires, flags: 0, value });
    return [value, undefined, forcible];
  }

  /** ngx_http_lua_shdict_push_helper: never throws other entries out. */
  private push(operation: 'lpush' | 'rpush', key: string, value: DictScalar): DictAnswer {
    if (typeof value !== 'string' && typeof value !== 'number') return [undefined, 'bad value type'];
    this.dropExpired();
    const found = this.lookUp(key);
    const isLive = found !== undefined && !this.isExpired(found.expires);
    if (isLive && !Array.isArray(found.value)) return [undefined, 'value not a list'];
    if (found && !isLive) this.remove(found);
    const entry = isLive ? found : this.addList(key);
    if (!entry) return [false, 'no memory'];
    const list = entry.value as ListNode[];
    const block = this.slab.allocate(listNodeOverhead + byteLength(value));
    if (!block) {
      if (list.length === 0) this.remove(entry);
      return [undefined, 'no memory'];
    }
    if (operation === 'lpush') list.unshift({ value, block });
    else list.push({ value, block });
    this.touch(entry);
    return [list.length];
  }

  private addList(key: string): Entry | undefined {
    const size = Math.ceil((entryOverhead + key.length + listHead) / 8) * 8;
    const block = this.slab.allocate(size);
    if (!block) return undefined;
    const entry: Entry = { key, block, expires: 0, flags: 0, value: [] };
    this.entries.set(key, entry);
    return entry;
  }

  private pop(operation: 'lpop' | 'rpop', key: string): DictAnswer {
    this.dropExpired();
    const entry = this.lookUp(key);
    if (!entry || this.isExpired(entry.expires)) return [undefined];
    const list = entry.value;
    if (!Array.isArray(list)) return [undefined, 'value not a list'];
    const node = operation === 'lpop' ? list.shift() : list.pop();
    if (!node) return [undefined];
    this.slab.free(node.block);
    if (list.length === 0) this.remove(entry);
    else this.touch(entry);
    return [node.value];
  }

  private listLength(key: string): DictAnswer {
    this.dropExpired();
    const entry = this.lookUp(key);
    if (!entry || this.isExpired(entry.expires)) return [0];
    if (!Array.isArray(entry.value)) return [undefined, 'value not a list'];
    return [entry.value.length];
  }

  /** As the C function: an expired entry that is still there has a negative rest, not "not found". */
  private ttl(key: string): DictAnswer {
    const entry = this.entries.get(key);
    if (!entry) return [undefined, 'not found'];
    return [entry.expires === 0 ? 0 : (entry.expires - this.now()) / 1000];
  }

  private expire(key: string, lifetime: number): DictAnswer {
    const entry = this.entries.get(key);
    if (!entry) return [undefined, 'not found'];
    entry.expires = lifetime > 0 ? this.now() + lifetime : 0;
    return [true];
  }

  /** @param max 0 for all */
  private getKeys(max: number): DictAnswer {
    const keys: string[] = [];
    for (const { key, expires } of this.entries.values()) {
      if (this.isExpired(expires)) continue;
      keys.push(key);
      if (keys.length === max) break;
    }
    return keys;
  }

  /** Marks everything expired, and as nginx does drops up to three entries at once. */
  private flushAll(): DictAnswer {
    for (const entry of this.entries.values()) entry.expires = 1;
    this.evict();
    return [];
  }

  /** @param max 0 for all; returns how many it dropped */
  private flushExpired(max: number): number {
    let dropped = 0;
    for (const entry of this.entries.values()) {
      if (!this.isExpired(entry.expires)) continue;
      this.remove(entry);
      dropped += 1;
      if (dropped === max) break;
    }
    return dropped;
  }

  private makeRoom(size: number, mayEvict: boolean): { block: Block | undefined; forcible: boolean } {
    let block = this.slab.allocate(size);
    let forcible = false;
    for (let turn = 0; !block && mayEvict && turn < maxEvictions && this.evict(); turn += 1) {
      forcible = true;
      block = this.slab.allocate(size);
    }
    return { block, forcible };
  }

  /** ngx_http_lua_shdict_expire(ctx, 0): the coldest entry by force, then up to two expired ones. */
  private evict(): boolean {
    const coldest = this.coldest();
    if (!coldest) return false;
    this.remove(coldest);
    this.dropExpired();
    return true;
  }

  /** ngx_http_lua_shdict_expire(ctx, 1): up to two entries at the cold end, as long as they are expired. */
  private dropExpired(): void {
    for (let turn = 0; turn < 2; turn += 1) {
      const coldest = this.coldest();
      if (!coldest || !this.isExpired(coldest.expires)) return;
      this.remove(coldest);
    }
  }

  private coldest(): Entry | undefined {
    for (const entry of this.entries.values()) return entry;
    return undefined;
  }

  /** A live entry that is looked up becomes the most recently used one. */
  private lookUp(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry && !this.isExpired(entry.expires)) this.touch(entry);
    return entry;
  }

  private touch(entry: Entry): void {
    this.entries.delete(entry.key);
    this.entries.set(entry.key, entry);
  }

  private remove(entry: Entry): void {
    if (Array.isArray(entry.value)) for (const { block } of entry.value) this.slab.free(block);
    this.slab.free(entry.block);
    this.entries.delete(entry.key);
  }

  private isExpired(expires: number): boolean {
    return expires !== 0 && expires <= this.now();
  }
}

function keyFault(key: string | undefined): string | undefined {
  if (key === undefined) return 'nil key';
  if (key.length === 0) return 'empty key';
  return key.length > maxKeyLength ? 'key too long' : undefined;
}

function byteLength(value: Scalar): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'number' ? 8 : 1;
}

/** Seconds of Lua as whole milliseconds, cut as LuaJIT's conversion to `long` does. */
function milliseconds(seconds: DictScalar): number {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.trunc(seconds * 1000) : 0;
}

function integer(value: DictScalar, absent: number): number {
  return typeof value === 'number' ? Math.trunc(value) | 0 : absent;
}
