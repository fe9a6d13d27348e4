import { parseConf, type ConfTree } from '../../core/nginx/index.js';
import { resolveScopes, type LuaParser, type LuaSyntax, type Scopes } from '../../core/lua/index.js';

/** A text with what the features ask of it; each part is made when it is first asked for. */
export interface ParsedText {
  readonly text: string;
  readonly conf: ConfTree;
  /** `conf`, if it is made already. */
  readonly known: ConfTree | undefined;
  readonly lua: LuaChunkSyntax;
}

export interface LuaChunkSyntax {
  readonly syntax: LuaSyntax;
  readonly scopes: Scopes;
}

/** @param onParsed told of the configuration's tree once it is made */
export function parsedText(
  text: string,
  parser: LuaParser,
  onParsed: (tree: ConfTree) => void = () => undefined,
): ParsedText {
  let conf: ConfTree | undefined;
  let lua: LuaChunkSyntax | undefined;
  return {
    text,
    get conf() {
      if (!conf) onParsed((conf = parseConf(text)));
      return conf;
    },
    get known() {
      return conf;
    },
    get lua() {
      return (lua ??= parseLua(text, parser));
    },
  };
}

export function parseLua(text: string, parser: LuaParser): LuaChunkSyntax {
  const syntax = parser.parse(text);
  return { syntax, scopes: resolveScopes(syntax) };
}
