import type { LuaUnit, Project } from '../../openresty/index.js';

const reserved = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !reserved.has(text);
}

/** How Lua reaches a shared dictionary. */
export function dictCall(dict: string): string {
  return isName(dict) ? `ngx.shared.${dict}` : `ngx.shared["${dict}"]`;
}

/** The name of the module, as a name that Lua and nginx both take, and that is not taken. */
export function newDictName(file: string, taken: readonly string[]): string {
  const module = file.replace(/(?:\/init)?\.lua$/, '').replace(/^.*\//, '');
  const word = module.replace(/\W+/g, '_').replace(/^(?=\d)|^$/, '_');
  const base = reserved.has(word) ? `${word}_dict` : word;
  let name = base;
  for (let n = 2; taken.includes(name); n++) name = `${base}_${n}`;
  return name;
}

/** A key that no Lua text of the project has as a string: the name, else the module and the name. */
export function freeKey(name: string, { file }: LuaUnit, project: Project): string {
  const units = new Set([...project.files.values(), ...project.entries.map(({ unit }) => unit)]);
  const isUsed = (key: string): boolean =>
    [...units].some(({ syntax: { text } }) => text.includes(`"${key}"`) || text.includes(`'${key}'`));
  if (!isUsed(name)) return name;
  const module = file
    .replace(/(?:\/init)?\.lua$/, '')
    .replace(/^.*\//, '')
    .replace(/["\\]/g, '_');
  let key = `${module}:${name}`;
  for (let n = 2; isUsed(key); n++) key = `${module}:${name}:${n}`;
  return key;
}
