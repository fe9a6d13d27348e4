import type { BlockState, Key } from '../block-state.js';
import { compileComplex, isDynamic } from '../complex-value.js';
import type { Call, Setter, Setters } from '../setter.js';
import { useUpstream } from './upstream.js';

/** What a location hands requests to: the directive's name, and whether its target is known before a request comes. */
interface Passed {
  readonly isDynamic: boolean;
}

/** One for each of proxy, fastcgi, uwsgi, scgi, grpc, memcached …, since each has a struct of its own. */
const keys = new Map<string, Key<{ passed?: Passed }>>();

export function passedBy(module: string): Key<{ passed?: Passed }> {
  let key = keys.get(module);
  if (key === undefined) keys.set(module, (key = { name: `passed by ${module}`, make: () => ({}) }));
  return key;
}

/** What the location's name means for a URI that replaces it. */
export function hasPrefix(block: BlockState): boolean {
  const { directive } = block;
  if (block.context !== 'location' || directive === undefined) return false;
  const [first] = directive.directive.args;
  return first !== undefined && !/^[~@]/.test(first.value);
}

interface Scheme {
  readonly prefix: string;
  readonly port: number;
}

/**
 * ngx_http_proxy_pass and its likes: a target with variables is looked at with each request, any other one names an
 * upstream or an address.
 * @param schemes those that the target may begin with
 * @param isOptional it may begin with none
 */
function pass(
  schemes: readonly Scheme[],
  isOptional: boolean,
  after?: (call: Call, uri: string) => void,
): Setter {
  return (call) => {
    const state = call.block.get(passedBy(call.spec.module));
    if (state.passed !== undefined) return 'is duplicate';
    const [word] = call.args;
    if (word === undefined) return undefined;
    const url = word.value;
    if (url.includes('$')) {
      state.passed = { isDynamic: true };
      compileComplex(call, word);
      return undefined;
    }
    const lower = url.toLowerCase();
    const scheme = schemes.find(({ prefix }) => lower.startsWith(prefix));
    if (scheme === undefined && !isOptional) {
      call.report('invalid URL prefix', { at: word });
      return undefined;
    }
    state.passed = { isDynamic: false };
    const target = url.slice(scheme?.prefix.length ?? 0);
    const parsed = useUpstream(call, target, scheme?.port ?? 0, schemes.length > 0 && !isOptional);
    if (parsed !== undefined) after?.(call, parsed.uri);
    return undefined;
  };
}

const HTTP: readonly Scheme[] = [
  { prefix: 'http://', port: 80 },
  { prefix: 'https://', port: 443 },
];

function noUri(call: Call, uri: string): void {
  if (uri === '' || hasPrefix(call.block)) return;
  call.report(
    '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
    { at: call.args[0] },
  );
}

function streamPass(call: Call): string | undefined {
  const state = call.block.get(passedBy(call.spec.module));
  if (state.passed !== undefined) return 'is duplicate';
  const [word] = call.args;
  const compiled = word && compileComplex(call, word);
  if (word === undefined || compiled === undefined) return undefined;
  state.passed = { isDynamic: isDynamic(compiled) };
  if (!state.passed.isDynamic) useUpstream(call, word.value);
  return undefined;
}

export const passingSetters: Setters = {
  ngx_http_proxy_pass: pass(HTTP, false, noUri),
  ngx_http_grpc_pass: pass(
    [
      { prefix: 'grpcs://', port: 0 },
      { prefix: 'grpc://', port: 0 },
    ],
    true,
  ),
  ngx_http_uwsgi_pass: pass(
    [
      { prefix: 'suwsgi://', port: 0 },
      { prefix: 'uwsgi://', port: 0 },
    ],
    true,
  ),
  ngx_http_fastcgi_pass: pass([], true),
  ngx_http_scgi_pass: pass([], true),
  ngx_http_memcached_pass: pass([], true),
  ngx_http_memc_pass: pass([], true),
  ngx_http_redis2_pass: pass([], true),
  ngx_http_redis_pass: pass([], true),
  ngx_stream_proxy_pass: streamPass,
};
