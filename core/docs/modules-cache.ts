import type { DocEntry } from './entry.js';
import { yielding } from './phases.js';
import { entries } from './rows.js';

export const cacheEntries: readonly DocEntry[] = entries([
  // resty.lrucache
  {
    name: 'resty.lrucache',
    kind: 'module',
    syntax: ['require "resty.lrucache"'],
    text: 'A cache in the memory of one worker that drops what was used longest ago. **Per worker, on purpose**: two workers may hold different values of a key, and a `delete` or `flush_all` reaches one of them. Values are any Lua values and are not copied, so who changes a table that `get` returned changes what the next request gets. Make it once, at the top of a module. For one value in all workers use `ngx.shared.DICT`; `resty.mlcache` joins both.',
    url: 'https://github.com/openresty/lua-resty-lrucache',
  },
  {
    name: 'resty.lrucache.new',
    syntax: ['cache, err = lrucache.new(max_items [, load_factor])'],
    constructs: 'resty.lrucache',
    text: 'Makes a cache for so many entries and takes the memory at once. Returns `nil` and a message if that fails. In the main chunk of a module it lives as long as the worker; inside a handler it is a new, empty one for each request, and never hits.',
    url: 'https://github.com/openresty/lua-resty-lrucache#new',
  },
  {
    name: 'resty.lrucache:set',
    syntax: ['cache:set(key, value, ttl?, flags?)'],
    text: 'Sets a key in this worker’s cache. `ttl` is in seconds and may have decimals; without it the entry lives until it is pushed out. `flags` is a number that `get` gives back.',
    url: 'https://github.com/openresty/lua-resty-lrucache#set',
  },
  {
    name: 'resty.lrucache:get',
    syntax: ['data, stale_data, flags = cache:get(key)'],
    text: 'The value in this worker’s cache, or `nil`; for an expired one `nil` and the old value as the second result. The third is the flags. Another worker may have another value, or none: fill the cache from the true source, never treat it as that source.',
    url: 'https://github.com/openresty/lua-resty-lrucache#get',
  },
  {
    name: 'resty.lrucache:delete',
    syntax: ['cache:delete(key)'],
    text: 'Removes a key from this worker’s cache. The other workers keep theirs until it expires.',
    url: 'https://github.com/openresty/lua-resty-lrucache#delete',
  },
  {
    name: 'resty.lrucache:count',
    syntax: ['count = cache:count()'],
    text: 'How many entries the cache holds, expired ones included. **Per worker**.',
    url: 'https://github.com/openresty/lua-resty-lrucache#count',
  },
  {
    name: 'resty.lrucache:capacity',
    syntax: ['size = cache:capacity()'],
    text: 'How many entries the cache was made for.',
    url: 'https://github.com/openresty/lua-resty-lrucache#capacity',
  },
  {
    name: 'resty.lrucache:get_keys',
    syntax: ['keys = cache:get_keys(max_count?, res?)'],
    text: 'The keys as a list, the last used first; `max_count` of them at most. `res` is filled instead of a new table.',
    url: 'https://github.com/openresty/lua-resty-lrucache#get_keys',
  },
  {
    name: 'resty.lrucache:flush_all',
    syntax: ['cache:flush_all()'],
    text: 'Empties the cache of this worker. The others keep theirs.',
    url: 'https://github.com/openresty/lua-resty-lrucache#flush_all',
  },
  {
    name: 'resty.lrucache.pureffi',
    kind: 'module',
    syntax: ['require "resty.lrucache.pureffi"'],
    text: 'As `resty.lrucache`, built on arrays of `ffi`: better where keys come and go all the time, slower where most look-ups hit. Its methods are the same. **Per worker**.',
    url: 'https://github.com/openresty/lua-resty-lrucache',
  },
  {
    name: 'resty.lrucache.pureffi.new',
    syntax: ['cache, err = lrucache.new(max_items, load_factor?)'],
    constructs: 'resty.lrucache',
    text: 'Makes a cache for so many entries. `load_factor`, 0.5 unless told, says how full the hash table may get: less costs memory and saves time.',
    url: 'https://github.com/openresty/lua-resty-lrucache',
  },
  // resty.lock
  {
    name: 'resty.lock',
    kind: 'module',
    syntax: ['require "resty.lock"'],
    text: 'A lock for all workers, kept in a shared dictionary. It waits without blocking the worker. Mostly used so that one request fills a cache and the others wait for it. **Shared by all workers**, while the object that `new` makes is for one piece of work of one request: never keep it in a module.',
    url: 'https://github.com/openresty/lua-resty-lock',
  },
  {
    name: 'resty.lock:new',
    syntax: ['obj, err = lock:new(dict_name)', 'obj, err = lock:new(dict_name, opts)'],
    constructs: 'resty.lock',
    text: 'Makes a lock object on the dictionary of that name. Options, in seconds: `exptime` (30) frees a lock whose holder has died, `timeout` (5) is the longest wait, 0 for none; `step`, `ratio` and `max_step` say how the pauses between tries grow.',
    url: 'https://github.com/openresty/lua-resty-lock#new',
  },
  {
    name: 'resty.lock:lock',
    syntax: ['elapsed, err = obj:lock(key)'],
    contexts: yielding,
    text: 'Takes the lock of a key and returns the seconds it waited, or `nil` and `"timeout"`, or `"locked"` if this object holds one already. Look into the cache again afterwards: another request may have filled it. The work may take `exptime` at most, else a second holder comes in.',
    url: 'https://github.com/openresty/lua-resty-lock#lock',
  },
  {
    name: 'resty.lock:unlock',
    syntax: ['ok, err = obj:unlock()'],
    text: 'Frees the lock. Returns 1, or `nil` and `"unlocked"` when it was not held or has run out. Call it on every way out, errors included.',
    url: 'https://github.com/openresty/lua-resty-lock#unlock',
  },
  {
    name: 'resty.lock:expire',
    syntax: ['ok, err = obj:expire(timeout)'],
    text: 'Gives the held lock a new life in seconds, for work that takes longer than expected.',
    url: 'https://github.com/openresty/lua-resty-lock#expire',
  },
  // resty.mlcache
  {
    name: 'resty.mlcache',
    kind: 'module',
    syntax: ['require "resty.mlcache"'],
    text: 'A cache in three steps by Thibault Charbonnier: an LRU cache in each worker, behind it a shared dictionary, behind that a function of yours, which only one worker runs for a key at a time. The first step is **per worker**: after a `set` or `delete` the other workers must call `update`, which needs `ipc_shm` or an `ipc` of one’s own.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache.new',
    syntax: ['cache, err = mlcache.new(name, shm, opts?)'],
    constructs: 'resty.mlcache',
    text: 'Makes a cache on the dictionary named `shm`. Options are among others `lru_size`, `ttl`, `neg_ttl` (how long a missing value is remembered), `resurrect_ttl`, `shm_locks` and `ipc_shm`. Make it once, at the top of a module or in `init_by_lua`.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:get',
    syntax: ['value, err, hit_level = cache:get(key, opts?, callback?, ...)'],
    contexts: yielding,
    text: 'The value of a key; on a miss `callback(...)` is run under a lock and its result is kept in both steps. `hit_level` is 1 for this worker’s cache, 2 for the shared dictionary, 3 for the callback, 4 for an old value that was kept alive.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:set',
    syntax: ['ok, err = cache:set(key, opts?, value)'],
    text: 'Sets a key in the shared dictionary and in this worker, and tells the other workers to forget theirs. They do so when they call `update`.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:delete',
    syntax: ['ok, err = cache:delete(key)'],
    text: 'Removes a key from the shared dictionary and from this worker, and tells the others, which hear of it when they call `update`.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:update',
    syntax: ['ok, err = cache:update(timeout?)'],
    text: 'Carries out what other workers have announced since the last call. Without it a worker goes on with values that were deleted elsewhere.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:peek',
    syntax: ['ttl, err, value = cache:peek(key)'],
    text: 'Looks a key up in the shared dictionary without running the callback, and says how many seconds it has left.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
  {
    name: 'resty.mlcache:purge',
    syntax: ['ok, err = cache:purge(flush_expired?)'],
    text: 'Empties the cache in the shared dictionary and in this worker, and tells the others.',
    url: 'https://github.com/thibaultcha/lua-resty-mlcache',
  },
]);
