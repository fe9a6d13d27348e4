/**
 * What the embedded runtime does with a directive that it knows:
 * - `executed`: it does what nginx does;
 * - `accepted`: place and arity are checked, and it has no effect here, which is said once at start.
 * Every other directive is refused with its place.
 */
export type DirectiveClass = 'executed' | 'accepted';

/** Where a directive may stand, as nginx's command types tell contexts apart. */
export type ConfContext = 'main' | 'events' | 'http' | 'server' | 'location';

export interface DirectiveSpec {
  readonly class: DirectiveClass;
  /** Contexts, separated by `, `; `any` is everywhere. Those of later issues (`location if`) are named too. */
  readonly in: string;
  /** Numbers of arguments: `1`, `1-2`, `1,3`, `2+`, `any`, or `flag` for a single `on` or `off`. */
  readonly takes: string;
  /** The directive has a block in braces. */
  readonly block?: true;
}

export type DirectiveTable = Readonly<Record<string, DirectiveSpec>>;

/** Whether nginx would take so many arguments (ngx_conf_handler's arity check). */
export function takesCount(takes: string, count: number): boolean {
  if (takes === 'any') return true;
  if (takes === 'flag') return count === 1;
  if (takes.endsWith('+')) return count >= Number(takes.slice(0, -1));
  return takes.split(',').some((part) => {
    const [low = '', high = low] = part.split('-');
    return count >= Number(low) && count <= Number(high);
  });
}

/** Whether the directive may stand in that context. */
export function allowsContext(spec: DirectiveSpec, context: ConfContext): boolean {
  return spec.in === 'any' || spec.in.split(', ').includes(context);
}
