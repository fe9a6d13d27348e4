import type { Finding, Related, Severity } from '../../contract/index.js';
import { endsTest, type FaultCode } from '../nginx/index.js';
import type { ProjectConfigurations, WorkspaceFault } from '../openresty/index.js';
import { fixOf } from './fixes/conf-fix.js';
import { faultMends } from './fixes/fault-mends.js';
import type { ConfigurationRule } from './rule.js';

/** A rule that tells one kind of what `nginx -t` says, in nginx's words. */
export function nginxRule(
  rule: Omit<ConfigurationRule, 'check' | 'code' | 'scope'> & { readonly code: FaultCode },
): ConfigurationRule {
  return {
    ...rule,
    scope: 'configuration',
    check: ({ project }) =>
      project
        .confFaults()
        .filter(({ code }) => code === rule.code)
        .map((fault) => findingOf(fault, project, rule.severity)),
  };
}

function findingOf(fault: WorkspaceFault, project: ProjectConfigurations, severity: Severity): Finding {
  const { code, message, file, span, related = [] } = fault;
  const fixes = faultMends(fault, project.catalogue).flatMap((mend) => fixOf(mend, project));
  const place = project.placeInConfiguration({ file: file.path, span });
  return {
    code,
    severity: severityOf(fault, severity),
    message: message + advice(fault),
    place,
    related: related.map((one): Related => ({
      message: one.message,
      place: project.placeInConfiguration({ file: one.file.path, span: one.span }),
    })),
    ...(fixes.length > 0 && { fixes }),
  };
}

/** What nginx starts in spite of is no error, whatever the rule says of its usual faults. */
function severityOf(fault: WorkspaceFault, rule: Severity): Severity {
  return rule === 'error' && !endsTest(fault) ? 'warning' : rule;
}

function advice({ suggestion, tried = [] }: WorkspaceFault): string {
  const near = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  const contexts =
    tried.length === 0
      ? ''
      : ` (nothing here includes this file; read as part of ${list(tried)}, which a comment \`# openresty-lens: context …\` at its top can name)`;
  return near + contexts;
}

function list(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
