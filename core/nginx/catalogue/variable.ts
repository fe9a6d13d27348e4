/** A variable that a module brings; without the `$`. */
export interface VariableSpec {
  readonly name: string;
  readonly module: string;
  readonly family: 'http' | 'stream';
  /** `arg_` stands for every name that begins so. */
  readonly isPrefix: boolean;
  /** Whether `set`, `map` … may give the name another meaning (NGX_HTTP_VAR_CHANGEABLE). */
  readonly isChangeable: boolean;
  /** The release of nginx that brought it, where that is later than 1.9.0. */
  readonly since?: string;
}

/** A line of `variables.generated.ts`. */
export type VariableRow = readonly [
  name: string,
  module: string,
  family: string,
  extra?: { readonly changeable?: boolean; readonly prefix?: boolean; readonly since?: string },
];

export function variableOfRow([name, module, family, extra = {}]: VariableRow): VariableSpec {
  return {
    name,
    module,
    family: family === 'stream' ? 'stream' : 'http',
    isPrefix: extra.prefix === true,
    isChangeable: extra.changeable === true,
    ...(extra.since !== undefined && { since: extra.since }),
  };
}
