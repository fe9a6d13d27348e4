import { exampleConf } from './example-conf.js';
import type { Rule } from './rule.js';
import { silencesOf } from './silence.js';

const conf = exampleConf('ngx.say(require("slugs").of(ngx.var.uri))');

const slugs = (comment: string): string => `local _M = {}

-- ${comment}
local slugs = {}

function _M.of(title)
    local slug = slugs[title]
    if not slug then
        slug = title:lower():gsub("%W+", "-")
        slugs[title] = slug
    end
    return slug
end

return _M
`;

/** A comment that silences needs a reason: the next reader has to know why. */
export const workerStateSilence: Rule = {
  code: 'worker-state/silence',
  severity: 'warning',
  summary: 'a comment that says "per worker" without saying why',
  why: 'The comment tells the check and the next reader that state per worker is meant here. Without a reason nobody can tell whether that still holds, so it silences nothing.',
  mend: 'Write the reason behind it: `-- openresty: per-worker each worker warms its own cache`.',
  silent: ['a comment with a reason'],
  docs: 'README, "What it says of state"',
  bad: { 'conf/nginx.conf': conf, 'lua/slugs.lua': slugs('openresty: per-worker') },
  good: {
    'conf/nginx.conf': conf,
    'lua/slugs.lua': slugs('openresty: per-worker each worker warms its own'),
  },
  check: ({ project }) =>
    [...new Set([...project.files.values(), ...project.entries.map(({ unit }) => unit)])].flatMap((unit) =>
      silencesOf(unit)
        .filter(({ reason }) => reason === '')
        .map(({ start, end }) => ({
          code: 'worker-state/silence',
          severity: 'warning' as const,
          message:
            'This comment has no reason, so it silences nothing. Say why the state is per worker: `-- openresty: per-worker <reason>`.',
          place: project.placeOf(unit, { start, end }),
          related: [],
        })),
    ),
};
