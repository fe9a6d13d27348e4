import type { BlockState, Key } from '../block-state.js';
import type { LocatedDirective } from '../../include.js';
import { compileRegex } from '../regex.js';
import type { BlockEnd, Call, Setters } from '../setter.js';

/** What nginx keeps of a location. */
export interface Location {
  readonly kind: 'exact' | 'prefix' | 'regex' | 'named';
  /** Without the modifier. */
  readonly name: string;
  /** Undefined for the server itself. */
  readonly located: LocatedDirective | undefined;
  readonly children: Location[];
}

const locationKey: Key<{ location: Location }> = {
  name: 'location',
  make: () => ({ location: { kind: 'prefix', name: '', located: undefined, children: [] } }),
};

const serversKey: Key<BlockState[]> = { name: 'servers', make: () => [] };

/** The location that a block belongs to: an `if` and a `limit_except` have their location's name. */
export function locationOf(block: BlockState): Location | undefined {
  return block.enclosing('location')?.get(locationKey).location;
}

export const locationSetters: Setters = {
  ngx_http_core_server: ({ cycle, inner }) => {
    if (inner) cycle.get(serversKey).push(inner);
    return undefined;
  },
  ngx_http_core_location: (call) => {
    const read = readName(call);
    if (!read || !call.inner) return undefined;
    const outer = call.block.get(locationKey).location;
    const location: Location = { ...read, located: call.located, children: [] };
    call.inner.get(locationKey).location = location;
    if (call.block.context === 'location' && !mayNest(call, location, outer)) return undefined;
    outer.children.push(location);
    return undefined;
  },
};

function readName(call: Call): Pick<Location, 'kind' | 'name'> | undefined {
  const [first, second] = call.args;
  if (!first) return undefined;
  const [modifier, name] = second ? [first.value, second.value] : split(first.value);
  const word = second ?? first;
  switch (modifier) {
    case '=':
      return { kind: 'exact', name };
    case '^~':
      return { kind: 'prefix', name };
    case '~':
    case '~*':
      return compileRegex(call, word, name) && { kind: 'regex', name };
    case undefined:
      return { kind: name.startsWith('@') ? 'named' : 'prefix', name };
    default:
      call.report(`invalid location modifier "${modifier}"`, { at: first });
      return undefined;
  }
}

/** A modifier may be glued to the name. */
function split(value: string): [modifier: string | undefined, name: string] {
  const [modifier] = /^(?:=|\^~|~\*?)/.exec(value) ?? [];
  return [modifier, value.slice(modifier?.length ?? 0)];
}

function mayNest(call: Call, inner: Location, outer: Location): boolean {
  const refuse = (message: string): false => {
    call.report(message);
    return false;
  };
  if (outer.kind === 'exact')
    return refuse(`location "${inner.name}" cannot be inside the exact location "${outer.name}"`);
  if (outer.kind === 'named')
    return refuse(`location "${inner.name}" cannot be inside the named location "${outer.name}"`);
  if (inner.kind === 'named') return refuse(`named location "${inner.name}" can be on the server level only`);
  if (inner.kind !== 'regex' && !inner.name.startsWith(outer.name))
    return refuse(`location "${inner.name}" is outside location "${outer.name}"`);
  return true;
}

/** ngx_http_init_static_location_trees: of all servers, when `http` has been read. */
export const duplicateLocations: BlockEnd = ({ cycle, report }) => {
  for (const server of cycle.get(serversKey)) {
    const pending = [server.get(locationKey).location];
    for (let outer = pending.pop(); outer !== undefined; outer = pending.pop()) {
      pending.push(...outer.children);
      for (const [location, first] of duplicatesIn(outer.children)) {
        if (location.located === undefined || first.located === undefined) continue;
        report(`duplicate location "${location.name}"`, {
          code: 'conf/duplicate',
          at: location.located,
          isNamedThere: true,
          related: [
            {
              message: 'the first one',
              file: first.located.file,
              span: first.located.directive.name.span,
            },
          ],
        });
      }
    }
  }
};

function duplicatesIn(locations: readonly Location[]): [Location, Location][] {
  const seen = new Map<string, Location>();
  const found: [Location, Location][] = [];
  for (const location of locations) {
    if (location.kind !== 'exact' && location.kind !== 'prefix') continue;
    const key = `${location.kind} ${location.name}`;
    const first = seen.get(key);
    if (first) found.push([location, first]);
    else seen.set(key, location);
  }
  // nginx compares them in the order of their names, in which "/" goes first.
  const order = ([{ name }]: [Location, Location]): string => name.replaceAll('/', '\0');
  return found.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
}
