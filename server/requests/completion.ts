import { readdirSync } from 'node:fs';
import {
  CompletionItemKind,
  CompletionItemTag,
  CompletionTriggerKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
  type Range,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { standardCatalogue, type Catalogue } from '../../core/nginx/index.js';
import { shortList } from '../features/complete-filter.js';
import { completeConf, type ConfItem } from '../features/complete-conf.js';
import type { PathEntry } from '../features/complete-context.js';
import type { ConfItemKind, DocKey } from '../features/conf-item.js';
import { directiveText, variableText } from '../features/conf-texts.js';
import { namesAround, pathsAround, topContexts } from '../features/conf-surroundings.js';
import type { Session } from '../session.js';
import type { NearTree } from '../workspace/parsed-documents.js';
import { joinPath } from '../workspace/uris.js';

/** The characters behind which something can be chosen at once. */
export const completionTriggers = ['$', '@', '/', ' ', '=', '~', ':', '{'];

const kinds: Readonly<Record<ConfItemKind, CompletionItemKind>> = {
  directive: CompletionItemKind.Property,
  block: CompletionItemKind.Class,
  word: CompletionItemKind.EnumMember,
  value: CompletionItemKind.Value,
  parameter: CompletionItemKind.Field,
  variable: CompletionItemKind.Variable,
  upstream: CompletionItemKind.Module,
  zone: CompletionItemKind.Reference,
  location: CompletionItemKind.Function,
  dict: CompletionItemKind.Reference,
  format: CompletionItemKind.Reference,
  file: CompletionItemKind.File,
  directory: CompletionItemKind.Folder,
  operator: CompletionItemKind.Operator,
};

export function completion(session: Session) {
  return ({ textDocument, position, context }: CompletionParams): CompletionList | null => {
    const open = session.featureDocument(textDocument.uri);
    if (open?.feature.language !== 'nginx') return null;
    const { document, feature } = open;
    const offset = document.offsetAt(position);
    const near = session.parsed.near(document, offset);
    const trigger =
      context?.triggerKind === CompletionTriggerKind.TriggerCharacter ? context.triggerCharacter : undefined;
    return listAt(session, document, feature.file, near, offset, trigger);
  };
}

/**
 * What can be written at an offset of a configuration (UTF-16).
 * @param file relative to the document's root, if it has one
 * @param near the tree around the offset
 * @param trigger the character that asked, if it was one
 */
export function listAt(
  session: Session,
  document: TextDocument,
  file: string | undefined,
  { tree, whole }: NearTree,
  offset: number,
  trigger?: string,
): CompletionList {
  const located = session.locate(document.uri);
  const facts = session.factsOf(located?.root);
  const catalogue = session.catalogueOf(located?.root);
  const all = completeConf(tree, offset, {
    outer: topContexts(file, whole, facts, catalogue),
    catalogue,
    // Most places ask for no names.
    get names() {
      return namesAround(file, tree, facts, whole, catalogue);
    },
    paths: pathsAround(file, facts, (folder) => located && entriesOf(joinPath(located.root, folder))),
    snippets: session.client.snippets,
    ...(trigger !== undefined && { trigger }),
  });
  const { items, isCut } = shortList(
    all,
    ({ span }) => tree.text.slice(span.start, offset),
    filterTextOf,
    mostItems,
  );
  const list = listDefaults(items, document, offset, session);
  return {
    // Numbers are proposed with their units: each digit makes other proposals.
    isIncomplete: isCut || /\d/.test(tree.text.charAt(offset - 1)),
    ...(list.itemDefaults && { itemDefaults: list.itemDefaults }),
    items: items.map((item, index) => ({
      ...toItem(item, index, list),
      ...ownText(item.doc, catalogue),
    })),
  };
}

function entriesOf(folder: string): PathEntry[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isDirectory: entry.isDirectory(),
    }));
  } catch {
    return undefined;
  }
}

/** What a person says of their own directive goes along: the item does not tell whose catalogue it is of. */
function ownText(doc: DocKey | undefined, catalogue: Catalogue): Pick<CompletionItem, 'documentation'> {
  if (doc?.of !== 'directive') return {};
  const spec = catalogue.directives(doc.name).find(({ module }) => module === doc.module);
  if (spec?.description === undefined) return {};
  return { documentation: { kind: MarkupKind.Markdown, value: spec.description } };
}

/** So many items a client reads at once; of more it is asked again with the next character. */
const mostItems = 200;

/** What is inserted may be longer than what a person types to find it. */
function filterTextOf({ label, insert, isSnippet }: ConfItem): string {
  return isSnippet ? label : (insert ?? label);
}

type EditRange = Range | { readonly insert: Range; readonly replace: Range };

interface ListDefaults {
  readonly itemDefaults: CompletionList['itemDefaults'];
  /** What an item replaces; undefined: what the list says. */
  readonly rangeOf: (item: ConfItem) => EditRange | undefined;
  readonly isSnippet: boolean;
}

/** What most of the items have in common is said once, to clients that know this: there can be hundreds of items. */
function listDefaults(
  items: readonly ConfItem[],
  document: TextDocument,
  offset: number,
  { client }: Session,
): ListDefaults {
  const ranges = new Map<string, EditRange>();
  const [first] = items;
  const keyOf = ({ span }: ConfItem): string => `${span.start} ${span.end}`;
  const usual = client.listRange && first ? keyOf(first) : undefined;
  const rangeOf = (item: ConfItem): EditRange => {
    const key = keyOf(item);
    let range = ranges.get(key);
    if (!range) ranges.set(key, (range = editRange(item, document, offset, client.insertReplace)));
    return range;
  };
  const isSnippet = client.listFormat && first?.isSnippet === true;
  const itemDefaults = {
    ...(usual !== undefined && first && { editRange: rangeOf(first) }),
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
  };
  return {
    itemDefaults: Object.keys(itemDefaults).length > 0 ? itemDefaults : undefined,
    rangeOf: (item) => (keyOf(item) === usual ? undefined : rangeOf(item)),
    isSnippet,
  };
}

function editRange(
  { span }: ConfItem,
  document: TextDocument,
  offset: number,
  insertReplace: boolean,
): EditRange {
  const rangeTo = (end: number): Range => ({
    start: document.positionAt(span.start),
    end: document.positionAt(end),
  });
  const replace = rangeTo(span.end);
  return insertReplace ? { insert: rangeTo(Math.min(offset, span.end)), replace } : replace;
}

function toItem(item: ConfItem, index: number, list: ListDefaults): CompletionItem {
  const { label, kind, detail, isSnippet, isDeprecated, doc } = item;
  const newText = item.insert ?? label;
  const range = list.rangeOf(item);
  const filterText = filterTextOf(item);
  const format = isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText;
  const isUsualFormat = format === (list.isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText);
  return {
    label,
    kind: kinds[kind],
    ...(detail !== undefined && { detail }),
    sortText: String(index).padStart(5, '0'),
    ...(filterText !== label && { filterText }),
    ...editOf(newText, label, range),
    ...(!isUsualFormat && { insertTextFormat: format }),
    ...(isSnippet && newText.includes('\n') && { insertTextMode: InsertTextMode.adjustIndentation }),
    ...(isDeprecated && { tags: [CompletionItemTag.Deprecated] }),
    ...(doc && { data: doc }),
  };
}

/** Of an item without an edit of its own the client inserts the label. */
function editOf(
  newText: string,
  label: string,
  range: EditRange | undefined,
): Pick<CompletionItem, 'textEdit' | 'textEditText'> {
  if (range === undefined) return newText === label ? {} : { textEditText: newText };
  return { textEdit: 'insert' in range ? { newText, ...range } : { newText, range } };
}

/** The documentation of an item, for the one that a person looks at. */
export function completionResolve(session: Session) {
  return (item: CompletionItem): CompletionItem => {
    const doc = docKeyOf(item.data);
    const markdown =
      doc &&
      (doc.of === 'directive'
        ? directiveText(doc.name, doc.module, session.reference, standardCatalogue())
        : variableText(doc.name, doc.family, session.reference));
    return markdown === undefined || item.documentation !== undefined
      ? item
      : { ...item, documentation: { kind: MarkupKind.Markdown, value: markdown } };
  };
}

/** What the client sends back is what it was given, unless it is not. */
function docKeyOf(data: unknown): DocKey | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { of, name, module, family } = data as Record<string, unknown>;
  if (typeof name !== 'string') return undefined;
  if (of === 'directive' && typeof module === 'string') return { of, name, module };
  if (of === 'variable') return { of, name, family: family === 'stream' ? 'stream' : 'http' };
  return undefined;
}
