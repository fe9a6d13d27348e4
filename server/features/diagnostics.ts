import { createHash } from 'node:crypto';
import {
  DiagnosticSeverity,
  type CodeAction,
  type Diagnostic,
  type TextDocumentEdit,
} from 'vscode-languageserver';
import { explainCommand, type Finding, type Fix, type Range, type Severity } from '../../contract/index.js';
import { explanation, rules } from '../../core/rules/index.js';

/** The `source` that every diagnostic of ours bears. */
const diagnosticSource = 'openresty';

const levels: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as LSP says it; `uriOf` gives the URI of a file of the project. */
export function toDiagnostic(finding: Finding, uriOf: (file: string) => string): Diagnostic {
  return {
    range: finding.place.range,
    severity: levels[finding.severity],
    code: finding.code,
    source: diagnosticSource,
    message: finding.message,
    relatedInformation: finding.related.map(({ message, place }) => ({
      message,
      location: { uri: uriOf(place.file), range: place.range },
    })),
  };
}

/** The findings by the file that they stand in. */
export function byFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file } = finding.place;
    files.set(file, [...(files.get(file) ?? []), finding]);
  }
  return files;
}

/** The same for the same diagnostics: what a client shows back to learn whether anything is new. */
export function resultIdOf(diagnostics: readonly Diagnostic[]): string {
  return createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64url');
}

/** Where the text of a file stands: its URI, and the version if it is open. */
export interface Target {
  readonly uri: string;
  readonly version: number | null;
}

/** What explains each kind of finding that a range of a file touches, for a client that has the command. */
export function explanationsAt(findings: readonly Finding[], range: Range): CodeAction[] {
  const codes = new Set(findings.filter(({ place }) => overlaps(place.range, range)).map(({ code }) => code));
  return rules
    .filter(({ code }) => codes.has(code))
    .map((rule): CodeAction => ({
      title: `Explain ${rule.code}`,
      kind: 'quickfix',
      command: { title: `Explain ${rule.code}`, command: explainCommand, arguments: [explanation(rule)] },
    }));
}

/** The fixes of the findings that a range of a file touches; the first of each finding is the one to take. */
export function codeActionsAt(
  findings: readonly Finding[],
  range: Range,
  targetOf: (file: string) => Target,
): CodeAction[] {
  return findings
    .filter(({ place }) => overlaps(place.range, range))
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix, index): CodeAction => ({
        title: fix.title,
        kind: 'quickfix',
        diagnostics: [toDiagnostic(finding, (file) => targetOf(file).uri)],
        ...(index === 0 && { isPreferred: true }),
        edit: { documentChanges: documentEdits(fix, targetOf) },
      })),
    );
}

function documentEdits({ edits }: Fix, targetOf: (file: string) => Target): TextDocumentEdit[] {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files.map((file) => ({
    textDocument: targetOf(file),
    edits: edits.filter((edit) => edit.file === file).map(({ range, newText }) => ({ range, newText })),
  }));
}

function overlaps(a: Range, b: Range): boolean {
  const isBefore = (end: Range['end'], start: Range['start']): boolean =>
    end.line < start.line || (end.line === start.line && end.character < start.character);
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}
