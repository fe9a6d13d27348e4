import { statSync } from 'node:fs';
import type { CodeAction, CodeActionParams, TextDocumentEdit } from 'vscode-languageserver';
import {
  directoryPrefix,
  fullName,
  isWhole,
  matchesName,
  normalizePath,
  pathStyleOf,
  type ConfTree,
  type ConfWorkspace,
  type Span,
} from '../../core/nginx/index.js';
import { extractInclude } from '../features/extract-include.js';
import { inlineInclude } from '../features/inline-include.js';
import type { Session } from '../session.js';
import type { Located } from '../workspace/roots.js';
import { joinPath, uriOfPath } from '../workspace/uris.js';

/** Statements to a file of their own, and the other way round. */
export function includeActions(
  session: Session,
  uri: string,
  range: CodeActionParams['range'],
  wanted: (kind: string) => boolean,
): CodeAction[] {
  const located = session.locate(uri);
  const open = session.featureDocument(uri);
  // Before the first analysis nobody knows what includes what.
  if (!located || open?.feature.language !== 'nginx' || !session.host.latest(located.root)) return [];
  const { document, feature } = open;
  const asked: Asked = {
    session,
    ...located,
    tree: feature.parsed.conf,
    selection: { start: document.offsetAt(range.start), end: document.offsetAt(range.end) },
    replace: ({ span, newText }) => ({
      textDocument: session.target(located.root, located.file),
      edits: [
        { range: { start: document.positionAt(span.start), end: document.positionAt(span.end) }, newText },
      ],
    }),
  };
  return [
    ...(wanted('refactor.extract') && session.client.createFiles ? extraction(asked) : []),
    ...(wanted('refactor.inline') ? inlining(asked) : []),
  ];
}

interface Asked extends Located {
  readonly session: Session;
  readonly tree: ConfTree;
  readonly selection: Span;
  /** A change of the document. */
  readonly replace: (edit: { readonly span: Span; readonly newText: string }) => TextDocumentEdit;
}

function extraction({ session, root, file, tree, selection, replace }: Asked): CodeAction[] {
  const found = extractInclude(tree, selection, () => {
    const { workspace } = session.configurationsOf(root);
    const conf = folderOfIncludes(file, workspace);
    if (conf === undefined) return undefined;
    const isTaken = (path: string): boolean =>
      statSync(joinPath(root, path), { throwIfNoEntry: false }) !== undefined ||
      isIncluded(normalizePath(path), workspace);
    return { file, conf, isTaken };
  });
  if (!found) return [];
  const created = uriOfPath(joinPath(root, found.path));
  const start = { line: 0, character: 0 };
  const filled: TextDocumentEdit = {
    textDocument: { uri: created, version: null },
    edits: [{ range: { start, end: start }, newText: found.text }],
  };
  return [
    {
      title: `Extract to ${found.argument}`,
      kind: 'refactor.extract',
      edit: { documentChanges: [{ kind: 'create', uri: created }, filled, replace(found)] },
    },
  ];
}

function inlining({ session, root, file, tree, selection, replace }: Asked): CodeAction[] {
  const found = inlineInclude(tree, selection, ({ span }) => {
    const includes = session
      .configurationsOf(root)
      .workspace.configurations.flatMap((configuration) => configuration.includes);
    const own = includes.find(
      (one) => normalizePath(one.file.path) === file && one.directive.span.start === span.start,
    );
    return (own?.files ?? []).map((one) => one.tree);
  });
  if (!found) return [];
  return [
    {
      title: `Inline ${found.argument}`,
      kind: 'refactor.inline',
      edit: { documentChanges: [replace(found)] },
    },
  ];
}

/** The one folder where the names of `include` in a file start; undefined where that is not known, or there are several. */
function folderOfIncludes(file: string, workspace: ConfWorkspace): string | undefined {
  const own = workspace.files.get(file);
  const roots = workspace.inclusionsOf(file).map(({ configuration }) => configuration.root.path);
  if (roots.length === 0 && own && isWhole(own)) roots.push(own.path);
  const folders = new Set(roots.map((path) => directoryPrefix(normalizePath(path))));
  return folders.size === 1 ? [...folders][0] : undefined;
}

/** Whether some `include` would read a file of this path. */
function isIncluded(path: string, { configurations }: ConfWorkspace): boolean {
  return configurations.some(({ root, includes }) => {
    const start = directoryPrefix(root.path);
    return includes.some(({ target }) => {
      const pattern = normalizePath(fullName(target.value, start, pathStyleOf(start))).split('/');
      const parts = path.split('/');
      return (
        parts.length === pattern.length &&
        parts.every((part, index) => part === pattern[index] || matchesName(pattern[index] ?? '', part))
      );
    });
  });
}
