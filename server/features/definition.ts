import type { Place } from '../../contract/index.js';
import {
  nodesAt,
  walkLua,
  type Expression,
  type LuaNode,
  type LuaParser,
  type LuaSyntax,
  type Span,
} from '../../core/lua/index.js';
import {
  holdsEntries,
  includeTarget,
  LineIndex,
  luaDirective,
  normalizePath,
  type Word,
} from '../../core/nginx/index.js';
import type { ProjectFacts, RunFact } from '../analysis/facts.js';
import { parseLua } from '../workspace/documents.js';
import type { ProjectNames } from '../../core/openresty/index.js';
import { nameDefinitionsAt } from './name-places.js';
import { LuaNames, requiredAt } from './lua-names.js';
import { configurationsOf, dictPlaces, moduleFilesFrom } from './modules.js';
import { directivesAt, hostSpan, luaAt, type FeatureDocument, type LuaRegion } from './place.js';

/** A definition: a place in the project, and the part of the document that leads there. */
export interface DefinitionLink {
  readonly origin: Span;
  readonly target: Place;
}

export interface DefinitionContext {
  readonly parser: LuaParser;
  readonly facts: ProjectFacts;
  /** The text of a file of the project, unsaved texts first. */
  readonly read: (file: string) => string | undefined;
  /** Whether locals are ours to find, too. */
  readonly locals: boolean;
  /** The names of the configuration; undefined for a text that belongs to no project. */
  readonly names?: () => ProjectNames;
}

const topOfFile = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/**
 * Where the thing at an offset is defined: a module for `require`, a function for `module.name`, a local for its
 * uses, a `lua_shared_dict` for `ngx.shared.name`, a file for `include` and `*_by_lua_file`, the declaration of a variable, an
 * upstream, a zone or a named location. On the definition of a
 * module or of one of its functions: the handlers of the configuration that run it.
 */
export function definitionsAt(
  document: FeatureDocument,
  offset: number,
  context: DefinitionContext,
): DefinitionLink[] {
  const named = namedDefinitions(document, offset, context);
  if (named.length > 0) return named;
  const region = luaAt(document, offset, context.parser);
  if (!region) return confDefinitions(document, offset, context);
  const at = region.fromHost(offset);
  return at === undefined ? [] : luaDefinitions(document, region, at, context);
}

function namedDefinitions(
  { file }: FeatureDocument,
  offset: number,
  { names, read }: DefinitionContext,
): DefinitionLink[] {
  const found = file === undefined ? undefined : names && nameDefinitionsAt(file, offset, names());
  if (!found) return [];
  return found.targets.map(({ file: target, span }) => ({
    origin: found.origin,
    target: placeIn(target, read(target) ?? '', span),
  }));
}

function confDefinitions(
  { parsed, file }: FeatureDocument,
  offset: number,
  { facts, read }: DefinitionContext,
): DefinitionLink[] {
  const path = directivesAt(parsed.conf, offset);
  const node = path.at(-1);
  const word = node?.args.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!node || !word || file === undefined) return [];
  const owner = path.at(-2)?.name.value;
  const link = (target: string): DefinitionLink[] => {
    const found = normalizePath(target);
    return read(found) === undefined
      ? []
      : [{ origin: inner(word), target: { file: found, range: topOfFile } }];
  };
  const roots = configurationsOf(file, facts);
  if (includeTarget(node, owner !== undefined && holdsEntries(owner) ? owner : undefined) === word) {
    // Relative names start at the folder of the root configuration, whichever file they stand in.
    return roots.flatMap(({ path: root }) => link(inFolder(folderOf(root), word.value))).slice(0, 1);
  }
  const lua = luaDirective(node.name.value);
  if (lua?.source === 'file' && node.args[lua.argument ?? 0] === word)
    return roots.flatMap(({ prefix }) => link(inFolder(prefix, word.value))).slice(0, 1);
  return [];
}

function luaDefinitions(
  { file }: FeatureDocument,
  region: LuaRegion,
  offset: number,
  context: DefinitionContext,
): DefinitionLink[] {
  const { facts } = context;
  const { syntax, scopes } = region.chunk;
  const nodes = nodesAt(syntax.main, offset);
  const node = nodes.at(-1);
  if (!node || !('kind' in node)) return [];
  const origin = hostSpan(region, node);
  const links = (places: readonly Place[]): DefinitionLink[] => places.map((target) => ({ origin, target }));

  const module = requiredAt(nodes);
  if (module !== undefined) {
    return links(moduleFilesFrom(module, file, facts).map((target) => ({ file: target, range: topOfFile })));
  }
  const names = new LuaNames(region.chunk, () => undefined);
  const parent = nodes.at(-2);
  if (parent && 'kind' in parent && isMember(parent, node)) {
    const object = parent.kind === 'index' ? parent.object : (parent as { object: Expression }).object;
    const member = node.kind === 'string' ? node.value : node.kind === 'name' ? node.name : '';
    if (names.pathOf(object) === 'ngx.shared') return links(dictPlaces(member, file, facts));
    const required = names.moduleOf(object);
    if (required !== undefined)
      return links(
        moduleFilesFrom(required, file, facts).flatMap((target) => memberPlaces(target, member, context)),
      );
  }
  const definedHere =
    region.directive === undefined && file !== undefined ? runsOf(nodes, file, syntax, facts) : [];
  if (definedHere.length > 0) return links(definedHere.map(({ place }) => place));
  if (!context.locals || node.kind !== 'name') return [];
  const variable = scopes.variableOf(node);
  if (!variable || file === undefined || variable.declaration.start === variable.declaration.end) return [];
  const declared = hostSpan(region, variable.declaration);
  if (declared.start === origin.start) return [];
  const text = context.read(file);
  return text === undefined ? [] : links([placeIn(file, text, declared)]);
}

function isMember(parent: LuaNode, node: LuaNode): boolean {
  if (!('kind' in parent)) return false;
  return (
    (parent.kind === 'index' && parent.key === node) ||
    (parent.kind === 'method-call' && parent.method === node)
  );
}

/** On the name of a function, on the module's table where it is made, on what the module returns: who runs it. */
function runsOf(
  nodes: readonly LuaNode[],
  file: string,
  syntax: LuaSyntax,
  facts: ProjectFacts,
): readonly RunFact[] {
  const statement = nodes.findLast((node) => 'kind' in node && isDefinition(node));
  if (!statement || !('kind' in statement)) return [];
  const cursor = nodes.at(-1);
  const functions = facts.functions[file] ?? [];
  const value =
    statement.kind === 'local-function'
      ? statement.value
      : statement.kind === 'assign'
        ? statement.values[0]
        : undefined;
  if (value?.kind === 'function') {
    const isOnName = cursor !== undefined && !('body' in cursor) && cursor.end <= value.body.start;
    const isParameter = value.parameters.some((parameter) => parameter === cursor);
    if (!isOnName || isParameter) return [];
    return functions.find(({ start }) => start === value.start)?.runs ?? [];
  }
  const isTop = syntax.main.body.statements.includes(statement as never);
  if (!isTop || !cursor || !('kind' in cursor) || cursor.kind !== 'name') return [];
  if (statement.kind === 'return' || (statement.kind === 'local' && isReturned(cursor.name, syntax)))
    return facts.runs[file] ?? [];
  return [];
}

function isDefinition(node: LuaNode): boolean {
  return 'kind' in node && ['local-function', 'assign', 'local', 'return'].includes(node.kind);
}

function isReturned(name: string, { main }: LuaSyntax): boolean {
  const last = main.body.statements.at(-1);
  return last?.kind === 'return' && last.values.some((value) => value.kind === 'name' && value.name === name);
}

/** Where a module sets a field: `function M.name()`, `M.name = …`, `{ name = … }` in what it returns. */
function memberPlaces(file: string, member: string, { parser, read }: DefinitionContext): Place[] {
  const text = read(file);
  if (text === undefined) return [];
  const { syntax } = parseLua(text, parser);
  const spans: Span[] = [];
  for (const { node } of walkLua(syntax.main)) {
    if (!('kind' in node)) {
      if ('value' in node && node.key?.kind === 'string' && node.key.value === member) spans.push(node.key);
      continue;
    }
    if (node.kind !== 'assign') continue;
    for (const target of node.targets)
      if (target.kind === 'index' && target.key.kind === 'string' && target.key.value === member)
        spans.push(target.key);
  }
  const [first] = spans.sort((a, b) => a.start - b.start);
  return [first ? placeIn(file, text, first) : { file, range: topOfFile }];
}

function placeIn(file: string, text: string, { start, end }: Span): Place {
  const lines = new LineIndex(text);
  return { file, range: { start: lines.positionAt(start), end: lines.positionAt(end) } };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function inFolder(folder: string, name: string): string {
  return name.startsWith('/') || folder === '' ? name : `${folder}/${name}`;
}

/** A word without its quotes. */
function inner({ span, quote }: Word): Span {
  return quote === undefined ? span : { start: span.start + 1, end: span.end - 1 };
}
