import type { Catalogue, Span } from '../../core/nginx/index.js';
import { familyAt, type CompletionContext } from './complete-context.js';
import { mayMatch } from './complete-filter.js';
import type { ConfItem, Proposal } from './conf-item.js';
import type { ConfPlace } from './conf-place.js';

type VariableFamily = ReturnType<typeof familyAt>;

/** `$na` or `${na` at the end of a text. */
const variableEnd = /\$(\{?)(\w*)$/;

/** Whether a text ends in a variable that is being typed. */
export function endsInVariable(inner: string): boolean {
  return variableEnd.test(inner);
}

/** The variables for the `$` that is being typed before the cursor; `text` is the whole file. */
export function variableItems(
  place: ConfPlace,
  inner: string,
  text: string,
  context: CompletionContext,
): ConfItem[] {
  const match = variableEnd.exec(inner);
  const [typed = '', brace = '', letters = ''] = match ?? [];
  const start = place.offset - typed.length;
  const rest = /^\w*/.exec(text.slice(place.offset, place.word.end))?.[0].length ?? 0;
  const end = place.offset + rest;
  const span: Span = { start, end: brace !== '' && text.charAt(end) === '}' ? end + 1 : end };
  const wanted = `$${letters.toLowerCase()}`;
  // There are hundreds.
  const fitting = variableProposals(place, context).filter(({ label, insert }) =>
    mayMatch(wanted, insert ?? label),
  );
  return fitting.map((proposal) => {
    const name = (proposal.insert ?? proposal.label).slice(1);
    return brace === ''
      ? { ...proposal, span }
      : { ...proposal, label: `\${${name}}`, insert: `\${${name}}`, span };
  });
}

const headers =
  'host user_agent referer cookie accept authorization content_type origin x_forwarded_for x_forwarded_proto x_real_ip x_request_id upgrade connection if_none_match';
const usual = new Set(
  'host remote_addr request_uri uri args scheme server_name server_port request_method status http_host http_user_agent http_referer proxy_add_x_forwarded_for request_id document_root fastcgi_script_name upstream_addr upstream_status upstream_response_time request_time body_bytes_sent remote_user time_local request binary_remote_addr is_args query_string proxy_protocol_addr ssl_preread_server_name'.split(
    ' ',
  ),
);

/** Every variable that is known at a place: those of the configuration first, then the usual ones of nginx. */
export function variableProposals(place: ConfPlace, context: CompletionContext): Proposal[] {
  const family = familyAt(place);
  const own = new Map<string, Proposal>();
  for (const { kind, name, family: of, by, file } of context.names) {
    if (kind !== 'variable' || (of !== undefined && of !== family) || name === '') continue;
    const label = `$${name}`;
    if (own.has(label) || isTyped(place, label)) continue;
    own.set(label, {
      label,
      kind: 'variable',
      detail: file === undefined ? by : `${by} in ${file}`,
      rank: 0,
      doc: { of: 'variable', name, family },
    });
  }
  const built = builtIn(context.catalogue, family);
  const captures = captureCount(place);
  const numbered = Array.from({ length: captures }, (_, index) => ({
    label: `$${index + 1}`,
    kind: 'variable' as const,
    detail: 'group of the last regular expression that matched',
    rank: 5,
  }));
  return [...own.values(), ...numbered, ...built.filter(({ label }) => !own.has(label))];
}

const builtBy = new WeakMap<Catalogue, Partial<Record<VariableFamily, readonly Proposal[]>>>();

/** The variables of nginx and its modules, which depend on no text. */
function builtIn(catalogue: Catalogue, family: VariableFamily): readonly Proposal[] {
  const known = builtBy.get(catalogue) ?? {};
  builtBy.set(catalogue, known);
  return (known[family] ??= catalogue.variables(family).flatMap((spec): Proposal[] => {
    const { name, module, isPrefix, since } = spec;
    const detail = since === undefined ? module : `${module}, since ${since}`;
    const names =
      !isPrefix || name !== 'http_' ? [name] : [name, ...headers.split(' ').map((one) => name + one)];
    return names.map((one) => ({
      label: isPrefix && one === name ? `$${one}NAME` : `$${one}`,
      kind: 'variable' as const,
      detail,
      insert: `$${one}`,
      rank: usual.has(one) ? 10 : isPrefix ? 30 : 20,
      doc: { of: 'variable' as const, name: one, family },
    }));
  }));
}

/** The name that is being typed is declared by nothing but itself. */
function isTyped({ prefix, words, word, offset }: ConfPlace, label: string): boolean {
  return words.length === 1 && prefix === label && offset === word.end;
}

/** How many groups the regular expressions around a place, and before it in its statement, have at most. */
function captureCount({ blocks, words }: ConfPlace): number {
  const around = blocks.flatMap(({ name, args }) =>
    name?.value === 'location' || name?.value === 'if' || name?.value === 'server'
      ? args.map(({ value }) => value)
      : [],
  );
  const counts = [...around, ...words.slice(1).map(({ value }) => value)].map(groupsOf);
  return Math.min(9, Math.max(0, ...counts));
}

/** The groups of a regular expression that count; a condition's own bracket is none. */
export function groupsOf(regex: string): number {
  const text = regex
    .replace(/^\((?=\$)/, '')
    .replace(/\\./g, '')
    .replace(/\[[^\]]*\]/g, '');
  return [...text.matchAll(/\((?!\?)|\(\?P?<(?![=!])/g)].length;
}
