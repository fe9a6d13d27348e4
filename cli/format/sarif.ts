import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, Place, Severity } from '../../contract/index.js';
import type { Rule } from '../../core/rules/index.js';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

export interface SarifContext {
  readonly rules: readonly Rule[];
  /** The project's root, absolute. */
  readonly root: string;
  readonly version: string;
  /** What a reader of the findings should know about the run: what was left out or cut. */
  readonly notes: readonly string[];
  /** False when a rule failed. */
  readonly succeeded: boolean;
}

/**
 * SARIF 2.1.0 (OASIS). Files are relative to `SRCROOT`, the project's root, where they lie below it; lines and
 * columns count from 1, columns in UTF-16 units, as `columnKind` says.
 */
export function toSarif(
  findings: readonly Finding[],
  { rules, root, version, notes, succeeded }: SarifContext,
): string {
  const index = new Map(rules.map((rule, at) => [rule.code, at]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'OpenResty Lens',
            version,
            rules: rules.map((rule) => ({
              id: rule.code,
              shortDescription: { text: rule.summary },
              fullDescription: { text: rule.why },
              help: { text: `${rule.why}\n\nSee: ${rule.docs}` },
              defaultConfiguration: {
                level: levels[rule.severity],
                ...(rule.offByDefault && { enabled: false }),
              },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: succeeded,
            toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: index.get(finding.code),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [{ physicalLocation: physical(finding.place, root) }],
          relatedLocations: finding.related.map(({ message, place }, id) => ({
            id,
            physicalLocation: physical(place, root),
            message: { text: message },
          })),
          ...propertiesOf(finding),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function propertiesOf({ route, confidence }: Finding): object {
  if (!route && !confidence) return {};
  return { properties: { ...(route && { route }), ...(confidence && { confidence }) } };
}

function physical({ file, range }: Place, root: string): object {
  const isInside = !file.startsWith('../') && !path.isAbsolute(file);
  return {
    artifactLocation: isInside
      ? { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
      : { uri: pathToFileURL(path.resolve(root, file)).href },
    region: {
      startLine: range.start.line + 1,
      startColumn: range.start.character + 1,
      endLine: range.end.line + 1,
      endColumn: range.end.character + 1,
    },
  };
}
