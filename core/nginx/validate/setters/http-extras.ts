import type { Word } from '../../tree.js';
import { parseCidr } from '../addresses.js';
import type { Key } from '../block-state.js';
import { compileComplex, declareVariable, isDynamic, useVariable } from '../complex-value.js';
import type { Call, Setter, Setters } from '../setter.js';
import { once, parseNumber } from './slots.js';

/** ngx_http_image_filter_value: `-` stands for the other side's share; 0 for what is no number. */
function imageNumber(text: string): number {
  return text === '-' ? -1 : (parseNumber(text) ?? 0);
}

/** A number of images that may also be known with the request only. @returns whether nginx goes on */
function imageValue(
  call: Call,
  word: Word | undefined,
  isRight: (number: number) => boolean,
  wrong: string,
): boolean {
  const compiled = word && compileComplex(call, word);
  if (word === undefined || compiled === undefined) return false;
  if (isDynamic(compiled) || isRight(imageNumber(word.value))) return true;
  call.report(`${wrong} "${word.value}"`, { at: word });
  return false;
}

function imageFilter(call: Call): undefined {
  const [what, first, second] = call.args;
  if (what === undefined) return;
  const words = ['off test size', 'rotate', 'resize crop'][call.args.length - 1]?.split(' ') ?? [];
  if (!words.includes(what.value)) {
    call.report(`invalid parameter "${what.value}"`, { at: what });
    return;
  }
  const isAngle = (number: number): boolean => number === 90 || number === 180 || number === 270;
  const isRight = what.value === 'rotate' ? isAngle : (number: number): boolean => number !== 0;
  if (first === undefined || !imageValue(call, first, isRight, 'invalid parameter')) return;
  if (second !== undefined) imageValue(call, second, isRight, 'invalid parameter');
}

/** `-` is a number there too: only 0 and what is none are wrong; for the sharpness 0 is right. */
function imageSetting(isRight: (number: number) => boolean): Setter {
  return (call) => void imageValue(call, call.args[0], isRight, 'invalid value');
}

/** The values of a style sheet's parameters; the file itself is read where this will run. */
function xsltValues(from: number): Setter {
  return (call) => void call.args.slice(from).every((word) => compileComplex(call, word) !== undefined);
}

/** The database itself is looked for where this will run. */
const database = once((call) => {
  const [, charset] = call.args;
  if (charset !== undefined && charset.value !== 'utf8')
    call.report(`invalid parameter "${charset.value}"`, { at: charset });
  return undefined;
});

function geoipProxy(call: Call): undefined {
  const [word] = call.args;
  if (word === undefined || word.value === '255.255.255.255') return;
  const network = parseCidr(word.value);
  if (network === undefined) call.report(`invalid network "${word.value}"`, { at: word });
  if (network === 'low bits')
    call.report(`low address bits of ${word.value} are meaningless`, { level: 'warn', at: word });
}

const perlKey: Key<{ handler?: string }> = { name: 'perl', make: () => ({}) };

function perl(call: Call): undefined {
  const [word] = call.args;
  const state = call.block.get(perlKey);
  if (state.handler !== undefined)
    call.report(`duplicate perl handler "${word?.value ?? ''}"`, { at: word, code: 'conf/duplicate' });
  state.handler ??= word?.value ?? '';
}

function perlSet(call: Call): undefined {
  const [target] = call.args;
  if (target === undefined) return;
  if (!target.value.startsWith('$')) {
    call.report(`invalid variable name "${target.value}"`, { at: target });
    return;
  }
  const name = target.value.slice(1);
  if (declareVariable(call, name, target)) useVariable(call, name, target);
}

/** The modules of nginx that are seldom built in: images, XSLT, GeoIP, Perl. */
export const extraSetters: Setters = {
  ngx_http_image_filter: imageFilter,
  ngx_http_image_filter_jpeg_quality: imageSetting((number) => number > 0),
  ngx_http_image_filter_webp_quality: imageSetting((number) => number > 0),
  ngx_http_image_filter_sharpen: imageSetting((number) => number >= 0),
  ngx_http_xslt_entities: once(() => undefined),
  ngx_http_xslt_stylesheet: xsltValues(1),
  ngx_http_xslt_param: xsltValues(1),
  ngx_http_geoip_country: database,
  ngx_http_geoip_org: database,
  ngx_http_geoip_city: database,
  ngx_stream_geoip_country: database,
  ngx_stream_geoip_org: database,
  ngx_stream_geoip_city: database,
  ngx_http_geoip_proxy: geoipProxy,
  ngx_http_perl: perl,
  ngx_http_perl_set: perlSet,
};
