import { contextsOf, type Context } from './contexts.js';

/** A command of one module, as its command table has it; a name may belong to several modules. */
export interface DirectiveSpec {
  readonly name: string;
  /** `ngx_http_core_module` …, or the name of the setting that a user's own directives come from. */
  readonly module: string;
  readonly contexts: readonly Context[];
  readonly arity: Arity;
  /** Whether `{` must follow its arguments. */
  readonly isBlock: boolean;
  /** The C function that reads the arguments: `ngx_conf_set_flag_slot` …; empty: not known. */
  readonly setter: string;
  /** The struct and the member that the value goes to; two directives with one field set the same thing. */
  readonly field?: string;
  /** The words of an enumeration or a bit mask. */
  readonly words?: readonly string[];
  /** The lowest and the highest value of a number. */
  readonly bounds?: readonly [number, number];
  /** Its successor, where nginx warns that it is deprecated. */
  readonly instead?: string;
  /** The setter says "is duplicate" where the block has one already. */
  readonly once?: true;
  /** What else the command table gives to its setter, such as a check of the value. */
  readonly post?: string;
  /** The release of nginx that brought it, where that is later than 1.9.0. */
  readonly since?: string;
  /** Current nginx has it no more. */
  readonly gone?: true;
  /** What a person says of a directive of their own (the setting `openresty.modules`): Markdown. */
  readonly description?: string;
}

/** How many arguments a directive takes, not counting its name. */
export type Arity =
  /** Anything: the handler counts for itself, or nobody has written down how many. */
  | { readonly kind: 'any' }
  /** `on` or `off`: one. */
  | { readonly kind: 'flag' }
  | { readonly kind: 'counts'; readonly counts: readonly number[] }
  | { readonly kind: 'at least'; readonly least: number };

/** A line of `directives.generated.ts`: name, module, flags, setter, and what some have besides. */
export type DirectiveRow = readonly [
  name: string,
  module: string,
  flags: string,
  setter: string,
  extra?: DirectiveExtra,
];

interface DirectiveExtra {
  readonly field?: string;
  readonly words?: readonly string[];
  readonly bounds?: readonly number[];
  readonly instead?: string;
  readonly once?: boolean;
  readonly post?: string;
  readonly since?: string;
  readonly gone?: boolean;
}

export function directiveOfRow([name, module, flagText, setter, extra = {}]: DirectiveRow): DirectiveSpec {
  const flags = flagText.split(' ');
  const { bounds, once, gone, ...rest } = extra;
  const [low, high] = bounds ?? [];
  return {
    name,
    module,
    contexts: contextsOf(flags),
    arity: arityOf(flags),
    isBlock: flags.includes('CONF_BLOCK'),
    setter,
    ...rest,
    ...(low !== undefined && high !== undefined && { bounds: [low, high] as const }),
    ...(once === true && { once }),
    ...(gone === true && { gone }),
  };
}

/** ngx_conf_handler's reading of the flags: CONF_ANY, CONF_FLAG, CONF_1MORE and CONF_2MORE go before the counts. */
export function arityOf(flags: readonly string[]): Arity {
  if (flags.includes('CONF_ANY')) return { kind: 'any' };
  if (flags.includes('CONF_FLAG')) return { kind: 'flag' };
  if (flags.includes('CONF_1MORE')) return { kind: 'at least', least: 1 };
  if (flags.includes('CONF_2MORE')) return { kind: 'at least', least: 2 };
  const counts = flags.flatMap((flag) => {
    if (flag === 'CONF_NOARGS') return [0];
    return flag.startsWith('CONF_TAKE') ? Array.from(flag.slice('CONF_TAKE'.length), Number) : [];
  });
  return { kind: 'counts', counts: counts.sort((a, b) => a - b) };
}

/** Whether nginx takes so many arguments. */
export function takes(arity: Arity, count: number): boolean {
  switch (arity.kind) {
    case 'any':
      return true;
    case 'flag':
      return count === 1;
    case 'counts':
      return arity.counts.includes(count);
    case 'at least':
      return count >= arity.least;
  }
}
