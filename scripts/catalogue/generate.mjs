// Makes core/nginx/catalogue/*.generated.ts from the facts: node scripts/catalogue/generate.mjs [--check]
//
// The facts come from the command tables (`read-sources.mjs`). Directives that only the documentation of nginx knows (of
// njs, of modules that are sold) come from the package that the hover texts come from; of these the number of arguments
// is not known, so it is not judged.
import { readFileSync, writeFileSync } from 'node:fs';
import { Format, getDirectives, getVariables } from '@nginx/reference-lib';

const folder = 'core/nginx/catalogue/';
const facts = JSON.parse(readFileSync(`${folder}facts.json`, 'utf8'));

/** The words that the flags of the command tables have for a context. */
const contextFlags = {
  main: 'MAIN_CONF DIRECT_CONF',
  events: 'EVENT_CONF',
  http: 'HTTP_MAIN_CONF',
  server: 'HTTP_SRV_CONF',
  location: 'HTTP_LOC_CONF',
  upstream: 'HTTP_UPS_CONF',
  'if in server': 'HTTP_SIF_CONF',
  'if in location': 'HTTP_LIF_CONF',
  limit_except: 'HTTP_LMT_CONF',
  stream: 'STREAM_MAIN_CONF',
  mail: 'MAIL_MAIN_CONF',
};
/** The documentation says `server` in stream and mail too; the module's name says which is meant. */
function documentedFlags({ contexts, module, isBlock }) {
  const family = /^ngx_(stream|mail)_/.exec(module)?.[1];
  const flags = contexts.flatMap((context) => {
    if (family !== undefined && (context === 'server' || context === 'upstream'))
      return `${family.toUpperCase()}_${context === 'server' ? 'SRV' : 'UPS'}_CONF`;
    return contextFlags[context]?.split(' ') ?? [];
  });
  return [...flags, 'CONF_ANY', ...(isBlock ? ['CONF_BLOCK'] : [])];
}

const known = new Set(facts.directives.map(({ name }) => name));
const documented = getDirectives(Format.Markdown)
  .filter(({ name }) => !known.has(name))
  .map((directive) => ({
    name: directive.name,
    module: directive.module,
    flags: documentedFlags(directive),
    setter: '',
  }))
  .filter(({ flags }) => flags.some((flag) => flag.endsWith('_CONF')));

const row = ({ name, module, flags, setter, field, words, bounds, instead, once, post, gone, since }) => {
  const extra = { field, words, bounds, instead, once, post, gone, since };
  const given = Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== undefined));
  return [name, module, flags.join(' '), setter, ...(Object.keys(given).length > 0 ? [given] : [])];
};
const directives = [...facts.directives, ...documented].map(row);

const variableNames = new Set(facts.variables.map(({ name }) => name));
const documentedVariables = getVariables(Format.Markdown)
  .map(({ name, module }) => {
    const plain = name.slice(1);
    const prefix = /^(\w+_)NAME$/.exec(plain.replace(/name$/, 'NAME'))?.[1];
    const family = /^ngx_stream_/.test(module) ? 'stream' : 'http';
    return { name: prefix ?? plain, module, family, ...(prefix !== undefined && { prefix: true }) };
  })
  .filter(({ name }) => !variableNames.has(name));
const variables = [...facts.variables, ...documentedVariables].map(
  ({ name, module, family, changeable, prefix, since }) => [
    name,
    module,
    family,
    ...(changeable || prefix || since ? [{ changeable, prefix, since }] : []),
  ],
);

const list = (rows) => `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')},\n]`;
const banner = (from) => `// Made by scripts/catalogue/generate.mjs from ${from}. Do not edit.\n`;
const outputs = {
  'directives.generated.ts': `${banner('facts.json')}import type { DirectiveRow } from './directive.js';\n\nexport const directiveRows: readonly DirectiveRow[] = ${list(directives)};\n`,
  'variables.generated.ts': `${banner('facts.json')}import type { VariableRow } from './variable.js';\n\nexport const variableRows: readonly VariableRow[] = ${list(variables)};\n`,
};
let stale = 0;
for (const [name, text] of Object.entries(outputs)) {
  if (!process.argv.includes('--check')) writeFileSync(folder + name, text);
  else if (readFileSync(folder + name, 'utf8') !== text) {
    stale += 1;
    console.error(`${folder}${name} is not what the facts say: run node scripts/catalogue/generate.mjs`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
