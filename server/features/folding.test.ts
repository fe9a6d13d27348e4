import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parser } from '../testing/project.js';
import { parsedText } from '../workspace/documents.js';
import { foldingRangesOf } from './folding.js';

/** The text with what is folded as an editor draws it: at each line that folds, how many lines vanish below it. */
function folds(text: string): string[] {
  const ranges = foldingRangesOf({ language: 'nginx', file: undefined, parsed: parsedText(text, parser) });
  assert.ok(ranges);
  return ranges.map(({ startLine, endLine, kind }) => {
    const line = text.split('\n')[startLine]?.trim() ?? '';
    return `${line} +${endLine - startLine}${kind === undefined ? '' : ` ${kind}`}`;
  });
}

test('blocks fold up to the line before their brace', () => {
  const text = `http {
    server {
        listen 80;
    }
    types { text/html html; }
}
`;
  assert.deepEqual(folds(text), ['http { +4', 'server { +1']);
});

test('a brace on a line of its own folds with its block', () => {
  assert.deepEqual(folds('server\n{\n    listen 80;\n}\n'), ['server +2']);
});

test('Lua folds inside its block, by indentation', () => {
  const text = `location / {
    content_by_lua_block {
        local t = {
            a = 1,

            b = 2,
        }
        if t.a then
            ngx.say("}")
        else
            ngx.say("no")
        end
    }
}
`;
  assert.deepEqual(folds(text), [
    'location / { +12',
    'content_by_lua_block { +10',
    'local t = { +3',
    'if t.a then +1',
    'else +1',
  ]);
});

test('Lua in quotes folds, its directive with it', () => {
  const text = `location / {
    content_by_lua '
        if x then
            y()
        end
    ';
}
`;
  assert.deepEqual(folds(text), ['location / { +5', "content_by_lua ' +4", 'if x then +1']);
});

test('comments, and what they mark as a region', () => {
  const text = `# one
# two
# three
user www; # not a line
# alone

# region upstreams
# about them
# and more
upstream a { server b; }
#endregion
`;
  assert.deepEqual(folds(text), [
    '# one +2 comment',
    '# region upstreams +4 region',
    '# about them +1 comment',
  ]);
});

test('arguments over several lines', () => {
  const text = `log_format main '$remote_addr'
                ' "$request"'
                ' $status';
user www;
`;
  assert.deepEqual(folds(text), ["log_format main '$remote_addr' +2"]);
});

test('half-typed text folds to its end', () => {
  assert.deepEqual(folds('http {\n    server {\n        listen 80;\n'), ['http { +3', 'server { +2']);
  assert.deepEqual(folds('#endregion\n# region\n'), []);
});

test('Lua files are left to the editor', () => {
  const document = { language: 'lua' as const, file: undefined, parsed: parsedText('do\n\nend', parser) };
  assert.equal(foldingRangesOf(document), null);
});
