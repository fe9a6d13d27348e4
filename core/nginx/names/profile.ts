import { luaDirective } from '../lua-directives.js';
import type { Word } from '../tree.js';
import { compilesArguments, declaringArgument } from './compiled.js';
import { regexWordsOf } from './regex-words.js';
import { passesOn, shapesOf, uriArgument, type Shape } from './shapes.js';

/** Everything that the tables know of a directive's arguments. */
export interface DirectiveProfile {
  readonly shapes: readonly Shape[];
  readonly regexWords: ((args: readonly Word[]) => readonly Word[]) | undefined;
  /** See `declaringArgument`. */
  readonly declaring: number | undefined;
  readonly isCompiled: boolean;
  readonly isLua: boolean;
  /** The argument that is Lua and so not nginx's. */
  readonly luaArgument: number | undefined;
  readonly uriArgument: number | undefined;
  readonly passesOn: boolean;
}

const known = new Map<string, DirectiveProfile>();

/** A file repeats few names: each is looked up once. */
export function profileOf(name: string): DirectiveProfile {
  const found = known.get(name);
  if (found) return found;
  const lua = luaDirective(name);
  const profile: DirectiveProfile = {
    shapes: shapesOf(name),
    regexWords: regexWordsOf(name),
    declaring: declaringArgument(name),
    isCompiled: compilesArguments(name),
    isLua: lua !== undefined,
    luaArgument: lua?.source === 'string' ? lua.argument : undefined,
    uriArgument: uriArgument(name),
    passesOn: passesOn(name),
  };
  // Half-typed names must not pile up in a long session.
  if (known.size < 5000) known.set(name, profile);
  return profile;
}
