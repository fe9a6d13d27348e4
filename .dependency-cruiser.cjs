// Who may import whom: one row a room. Everything that a row does not name is forbidden.
// `core/openresty` has two halves: `configuration*` knows no Lua syntax, so the runtime may use it.
const everyone = ['^contract/'];
const rooms = {
  '^contract/': [],
  '^core/nginx/': [],
  '^core/lua/': [],
  '^core/openresty/configuration': ['^core/nginx/', '^core/openresty/configuration'],
  '^core/openresty/(?!configuration)': ['^core/nginx/', '^core/lua/', '^core/openresty/'],
  '^core/state/': ['^core/lua/', '^core/nginx/', '^core/openresty/'],
  '^core/rules/': ['^core/'],
  '^core/docs/': [],
  '^lua-engine/': [],
  '^runtime/': ['^core/nginx/', '^core/openresty/configuration', '^lua-engine/'],
  '^server/': ['^core/', '^lua-engine/'],
  '^cli/': ['^core/', '^server/', '^runtime/', '^lua-engine/'],
  '^client/': [],
  '^dashboard/': [],
};
const ours = '^(contract|core|lua-engine|runtime|server|cli|client|dashboard|syntaxes|e2e)/';

module.exports = {
  forbidden: [
    ...Object.entries(rooms).map(([from, allowed]) => ({
      name: `imports of ${from.replace(/[\^/]+$|^\^/g, '')}`,
      comment: 'the import directions of the rooms: see CONTRIBUTING.md',
      severity: 'error',
      // A test may ask a neighbour for the truth; what is shipped may not.
      from: { path: from, pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: ours, pathNot: [from, ...allowed, ...everyone] },
    })),
    {
      name: 'core is pure',
      comment: 'core reads no files, starts no processes and opens no sockets of its own',
      severity: 'error',
      from: { path: '^core/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only the client knows VS Code',
      severity: 'error',
      from: { pathNot: '^(client|e2e)/' },
      to: { path: '(^|/)vscode$|vscode-languageclient' },
    },
    {
      name: 'no cycles',
      comment: 'types may refer to each other in a ring; code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'production code imports no tests',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|(^|/)testing/' },
      to: { path: '\\.test\\.ts$|(^|/)testing/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
