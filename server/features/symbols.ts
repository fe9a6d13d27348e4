import type { DocumentSymbol } from 'vscode-languageserver';
import type { LuaParser } from '../../core/lua/index.js';
import { LineIndex } from '../../core/nginx/index.js';
import { confSymbols } from './symbols-conf.js';
import { luaSymbols } from './symbols-lua.js';
import type { FeatureDocument } from './place.js';

/** A symbol in offsets; `symbolsOf` turns the tree into LSP's. */
export interface SymbolNode {
  readonly name: string;
  readonly detail?: string;
  /** LSP's SymbolKind. */
  readonly kind: DocumentSymbol['kind'];
  readonly span: { readonly start: number; readonly end: number };
  /** What is shown when the symbol is chosen; inside `span`. */
  readonly selection: { readonly start: number; readonly end: number };
  readonly children: readonly SymbolNode[];
}

/** The outline of a document. */
export function symbolsOf(document: FeatureDocument, parser: LuaParser): DocumentSymbol[] {
  const { parsed, language } = document;
  const nodes = language === 'lua' ? luaSymbols(parsed.lua) : confSymbols(parsed.conf, parser);
  const lines = new LineIndex(parsed.text);
  const convert = ({ name, detail, kind, span, selection, children }: SymbolNode): DocumentSymbol => ({
    // LSP forbids empty names.
    name: name.trim() === '' ? '""' : name,
    ...(detail !== undefined && { detail }),
    kind,
    range: { start: lines.positionAt(span.start), end: lines.positionAt(span.end) },
    selectionRange: { start: lines.positionAt(selection.start), end: lines.positionAt(selection.end) },
    children: children.map(convert),
  });
  return nodes.map(convert);
}
