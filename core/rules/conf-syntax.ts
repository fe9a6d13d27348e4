import type { Rule } from './rule.js';

/** What nginx's own reader refuses: an unbalanced brace, an unclosed directive, an include that is not there. */
export const confSyntax: Rule = {
  code: 'conf/syntax',
  severity: 'error',
  scope: 'configuration',
  summary: 'nginx cannot read the configuration',
  why: 'nginx reads the whole configuration before it starts or reloads, and refuses it at the first of these; a running server then goes on with the old one.',
  docs: 'nginx, src/core/ngx_conf_file.c',
  bad: { 'conf/nginx.conf': 'events {}\nhttp {\n    server {\n        listen 8080\n    }\n}\n' },
  good: { 'conf/nginx.conf': 'events {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n' },
  check: ({ project }) =>
    project.problems
      .filter(({ kind }) => kind === 'syntax')
      .map(({ message, place }) => ({ code: 'conf/syntax', severity: 'error', message, place, related: [] })),
};
