import type { Rule } from './rule.js';

/** A `*_by_lua_file` whose file the project does not have. */
export const confMissingLua: Rule = {
  code: 'conf/missing-lua',
  severity: 'warning',
  summary: 'a *_by_lua_file names a file that is not there',
  why: 'nginx does not look for the file when it starts, so the configuration test passes: the first request finds out, and answers 404.',
  docs: 'lua-nginx-module manual, content_by_lua_file',
  bad: {
    'conf/nginx.conf': 'events {}\nhttp { server { location / { content_by_lua_file lua/page.lua; } } }\n',
  },
  good: {
    'conf/nginx.conf': 'events {}\nhttp { server { location / { content_by_lua_file lua/page.lua; } } }\n',
    'lua/page.lua': 'ngx.say("hello")\n',
  },
  check: ({ project }) =>
    project.problems
      .filter(({ kind }) => kind === 'missing-lua')
      .map(({ message, place }) => ({
        code: 'conf/missing-lua',
        severity: 'warning',
        message,
        place,
        related: [],
      })),
};
