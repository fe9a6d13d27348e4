import { luaDirective } from '../lua-directives.js';
import { readForm } from './argument-syntax.js';
import type { ArgumentForm, ArgumentSpec } from './argument.js';
import { coreForms, tlsForms } from './arguments-core.js';
import { httpForms } from './arguments-http.js';
import { openrestyForms } from './arguments-openresty.js';
import { otherForms } from './arguments-others.js';
import { formsBySetter } from './arguments-setters.js';
import { upstreamForms } from './arguments-upstream.js';
import type { DirectiveSpec } from './directive.js';

/** By name, by `module.name`, or for the families of names that the word before the first `_` sets apart by `*_name`. */
const written: ReadonlyMap<string, readonly string[]> = new Map(
  [coreForms, tlsForms, httpForms, upstreamForms, openrestyForms, otherForms].flatMap((table) =>
    Object.entries(table),
  ),
);

const known = new WeakMap<DirectiveSpec, readonly ArgumentForm[]>();

/**
 * The ways to write a directive, each a list of its arguments; undefined where nobody has told. Of directives that a
 * user's settings add the number is all that is told. One empty form: it takes none. Read when it is first asked for.
 */
export function argumentForms(spec: DirectiveSpec): readonly ArgumentForm[] | undefined {
  const found = known.get(spec) ?? formsOf(spec);
  if (found) known.set(spec, found);
  return found;
}

function formsOf(spec: DirectiveSpec): readonly ArgumentForm[] | undefined {
  if (spec.arity.kind === 'flag') return [readForm('value:on|off')];
  if (spec.arity.kind === 'counts' && spec.arity.counts.join() === '0') return [[]];
  if (spec.setter === 'ngx_conf_set_enum_slot' && spec.words) return [[choice('value', spec.words)]];
  if (spec.setter === 'ngx_conf_set_bitmask_slot' && spec.words)
    return [[{ ...choice('value', spec.words), repeated: true }]];
  const notation = written.get(`${spec.module}.${spec.name}`) ?? written.get(spec.name);
  const forms = notation ?? luaForms(spec.name) ?? familyForms(spec.name) ?? formsBySetter[spec.setter];
  // Of what a user's settings add no setter is known.
  return forms?.map(readForm) ?? (spec.setter === '' ? countedForms(spec.arity) : undefined);
}

/** So many arguments that nobody has named; undefined where any number may stand there. */
function countedForms(arity: DirectiveSpec['arity']): ArgumentForm[] | undefined {
  if (arity.kind === 'at least')
    return [
      [...Array.from({ length: arity.least }, unnamed), { ...unnamed(), optional: true, repeated: true }],
    ];
  if (arity.kind !== 'counts') return undefined;
  return arity.counts.map((count) => Array.from({ length: count }, unnamed));
}

function unnamed(): ArgumentSpec {
  return { name: 'argument', kinds: [], words: [] };
}

function choice(name: string, words: readonly string[]): ArgumentSpec {
  return { name, kinds: [], words };
}

/** `fastcgi_cache_key` and `zone_sync_ssl_crl` by what follows the module's name. */
function familyForms(name: string): readonly string[] | undefined {
  for (let at = name.indexOf('_'); at !== -1; at = name.indexOf('_', at + 1)) {
    const forms = written.get(`*${name.slice(at)}`);
    if (forms) return forms;
  }
  return undefined;
}

function luaForms(name: string): readonly string[] | undefined {
  const lua = luaDirective(name);
  if (!lua) return undefined;
  const variable = lua.family === 'set' ? ['variable:<variable!>'] : [];
  const source = { block: [], string: ['code:<lua>'], file: ['file:<lua file>|<complex>'] }[lua.source];
  const more = lua.family === 'set' && lua.source !== 'block' ? ['argument:<complex>...?'] : [];
  return [[...variable, ...source, ...more].join(' ')];
}
