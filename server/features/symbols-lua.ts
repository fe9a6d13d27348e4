import { SymbolKind } from 'vscode-languageserver';
import {
  childNodes,
  type Expression,
  type FunctionExpression,
  type LuaNode,
  type Span,
} from '../../core/lua/index.js';
import type { LuaChunkSyntax } from '../workspace/documents.js';
import type { SymbolNode } from './symbols.js';

/** A function's symbol holds what it declares; deeper nesting is left out. */
const maxDepth = 60;

/** Functions with what they contain, and the variables and fields that the main chunk sets. */
export function luaSymbols({ syntax }: LuaChunkSyntax): SymbolNode[] {
  return symbolsBelow(syntax.main, syntax.text, true, 0);
}

function symbolsBelow(node: LuaNode, text: string, isMain: boolean, depth: number): SymbolNode[] {
  if (depth > maxDepth) return [];
  return childNodes(node).flatMap((child) => symbolsOfNode(child, text, isMain, depth + 1));
}

function symbolsOfNode(node: LuaNode, text: string, isMain: boolean, depth: number): SymbolNode[] {
  if (!('kind' in node)) return symbolsBelow(node, text, isMain, depth);
  if (node.kind === 'local-function')
    return [functionSymbol(node.name.name, node, node.name, node.value, text, depth)];
  if (node.kind === 'local') return named(node, node.names, node.values, { text, isMain, depth });
  if (node.kind === 'assign') return named(node, node.targets, node.values, { text, isMain, depth });
  return symbolsBelow(node, text, isMain && node.kind !== 'function', depth);
}

/** `local a, b = …` and `a.b = …`: functions always, other values where they outlive the chunk. */
function named(
  statement: Span,
  targets: readonly Expression[],
  values: readonly Expression[],
  { text, isMain, depth }: { text: string; isMain: boolean; depth: number },
): SymbolNode[] {
  const symbols = targets.flatMap((target, index): SymbolNode[] => {
    const value = values[index];
    const name = target.kind === 'name' || target.kind === 'index' ? source(target, text) : undefined;
    if (value?.kind === 'function')
      return [functionSymbol(name ?? value.label ?? 'function', statement, target, value, text, depth)];
    const below = value ? symbolsOfNode(value, text, isMain, depth) : [];
    if (!isMain || name === undefined) return below;
    const span = { start: target.start, end: Math.max(target.end, value?.end ?? target.end) };
    return [{ name, kind: kindOf(target, value), span, selection: target, children: below }];
  });
  return [
    ...symbols,
    ...values.slice(targets.length).flatMap((value) => symbolsOfNode(value, text, isMain, depth)),
  ];
}

function kindOf(target: Expression, value: Expression | undefined): SymbolKind {
  if (value?.kind === 'table') return SymbolKind.Object;
  return target.kind === 'index' ? SymbolKind.Field : SymbolKind.Variable;
}

function functionSymbol(
  name: string,
  span: Span,
  selection: Span,
  fn: FunctionExpression,
  text: string,
  depth: number,
): SymbolNode {
  const parameters = fn.parameters.filter(({ start, end }) => end > start).map((parameter) => parameter.name);
  return {
    name,
    detail: `(${[...parameters, ...(fn.hasVararg ? ['...'] : [])].join(', ')})`,
    kind: fn.isMethod ? SymbolKind.Method : SymbolKind.Function,
    span,
    selection,
    children: symbolsBelow(fn, text, false, depth),
  };
}

/** A name as the source writes it, on one line. */
function source({ start, end }: Span, text: string): string {
  return text.slice(start, end).replace(/\s+/g, '');
}
