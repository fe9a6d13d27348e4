import { pathToFileURL } from 'node:url';
import type { Finding, Place, Severity } from '../../contract/index.js';
import type { Rule } from '../../core/rules/index.js';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/**
 * SARIF 2.1.0 (OASIS). Files are relative to `%SRCROOT%`, the project's root; lines and columns count from 1,
 * columns in UTF-16 units, as `columnKind` says.
 */
export function toSarif(
  findings: readonly Finding[],
  rules: readonly Rule[],
  root: string,
  version: string,
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
              defaultConfiguration: { level: levels[rule.severity] },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: index.get(finding.code),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [{ physicalLocation: physical(finding.place) }],
          relatedLocations: finding.related.map(({ message, place }, id) => ({
            id,
            physicalLocation: physical(place),
            message: { text: message },
          })),
          ...(finding.route ? { properties: { route: finding.route } } : {}),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function physical({ file, range }: Place): object {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' },
    region: {
      startLine: range.start.line + 1,
      startColumn: range.start.character + 1,
      endLine: range.end.line + 1,
      endColumn: range.end.character + 1,
    },
  };
}
