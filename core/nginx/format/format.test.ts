import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, formatDocument, formatOnType, formatRange, type FormatOptions } from './index.js';
import { formatVerdict, partialFormatFault } from '../testing/format-invariants.js';
import { mutatedConf } from '../testing/mutate.js';
import { Random } from '../testing/random.js';

function formatted(text: string, options?: FormatOptions): string {
  const result = formatDocument(text, options);
  assert.equal(result.kind, 'formatted');
  return applyEdits(text, result.edits);
}

/** Before and after, each a text whose first line is empty; after: laid out again, it stays. */
function becomes(before: string, after: string, options?: FormatOptions): void {
  assert.equal(formatted(before.slice(1), options), after.slice(1));
  assert.equal(formatted(after.slice(1), options), after.slice(1));
}

describe('a document', () => {
  it('has a line for each statement, indented by the blocks around it', () => {
    becomes(
      `
  worker_processes   2 ;
events{}
http
{
sendfile on; keepalive_timeout\t65;
  server { listen 80; location / { root html ; index a b; } }
}
`,
      `
worker_processes 2;
events {}
http {
    sendfile on;
    keepalive_timeout 65;
    server {
        listen 80;
        location / {
            root html;
            index a b;
        }
    }
}
`,
    );
  });

  it('keeps a block with one statement on its line', () => {
    becomes(
      `
location / {return 204;}
location /a { content_by_lua_block { ngx.say("}" .. '{') } }
location /b {
 return 204; }
server { location / { return 1; } }
events {
}
`,
      `
location / { return 204; }
location /a { content_by_lua_block { ngx.say("}" .. '{') } }
location /b {
    return 204;
}
server {
    location / { return 1; }
}
events {
}
`,
    );
  });

  it('keeps comments where they are, and blank lines up to one', () => {
    becomes(
      `

# top


server { # of all
listen 80;# the port
   # before the name   
  server_name # names
    a;


  if ($a) { # no
  }
} # server
`,
      `
# top

server { # of all
    listen 80; # the port
    # before the name
    server_name # names
        a;

    if ($a) { # no
    }
} # server
`,
    );
  });

  it('never joins a line to a comment', () => {
    becomes(
      `
server # head
{
  listen 80 # port
;
}
`,
      `
server # head
{
    listen 80 # port
    ;
}
`,
    );
  });

  it('leaves words, quotes and Lua as they are', () => {
    const text = `
add_header  A "x;  {y}
   z";
rewrite ^/a\\ b\\;$   /c;
set $x   "\${a}"; if ("$x"   = "y") { return 403; }
content_by_lua_block {
  local  t={ 1,2 }
      -- }
 }
`;
    becomes(
      text,
      `
add_header A "x;  {y}
   z";
rewrite ^/a\\ b\\;$ /c;
set $x "\${a}";
if ("$x" = "y") { return 403; }
content_by_lua_block {
  local  t={ 1,2 }
      -- }
 }
`,
    );
  });

  it('keeps arguments below the argument that they were below', () => {
    becomes(
      `
http {
  log_format  main  '$a '
                    '$b';
  log_format json escape=json
     '{'
       '"a":"$a"'
     '}';
  server_name
    a.com
    b.com
  ;
}
`,
      `
http {
    log_format main '$a '
                    '$b';
    log_format json escape=json
        '{'
          '"a":"$a"'
        '}';
    server_name
        a.com
        b.com
    ;
}
`,
    );
  });

  it('keeps columns that are there, and makes none', () => {
    becomes(
      `
types {
  text/html       html htm;  # pages
  text/css        css;       # styles
                             # of pages
  image/png png;

  image/jpg       jpg;

  a   b;
}
`,
      `
types {
    text/html html htm; # pages
    text/css  css;      # styles
                        # of pages
    image/png png;

    image/jpg jpg;

    a b;
}
`,
    );
  });

  it('makes columns where they are asked for', () => {
    becomes(
      `
listen 80;
server_name a;

proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
root html;
`,
      `
listen      80;
server_name a;

proxy_set_header Host      $host;
proxy_set_header X-Real-IP $remote_addr;
root             html;
`,
      { align: true },
    );
  });

  it('is indented with tabs where the editor says so', () => {
    becomes('\nevents {\n  a b\n      c;\n}\n', '\nevents {\n\ta b\n\t\tc;\n}\n', { insertSpaces: false });
  });

  it('keeps its line ends', () => {
    assert.equal(
      formatted('a {\r\nb; # c\r\n\r\n\r\nd;\r\n}\r\n'),
      'a {\r\n    b; # c\r\n\r\n    d;\r\n}\r\n',
    );
  });

  it('ends as it did, or with one line end where that is wanted', () => {
    assert.equal(formatted('a;\n\n\n'), 'a;\n');
    assert.equal(formatted('a;  '), 'a;');
    assert.equal(formatted('a;', { finalNewline: true }), 'a;\n');
    assert.equal(formatted('', { finalNewline: true }), '');
  });

  it('stays as it is between "format off" and "format on"', () => {
    becomes(
      `
a   b;
# openresty-lens: format off
c    d;   e {
  f; }
  # openresty-lens: format on
g   h;
`,
      `
a b;
# openresty-lens: format off
c    d;   e {
  f; }
  # openresty-lens: format on
g h;
`,
    );
  });

  it('changes no more than differs', () => {
    assert.deepEqual(formatDocument('a {\n  b;\n    c;\n}\n'), {
      kind: 'formatted',
      edits: [{ start: 6, end: 6, text: '  ' }],
    });
  });
});

describe('what is refused', () => {
  const why = (text: string): string => {
    const result = formatDocument(text);
    return result.kind === 'refused' ? `${result.why} at ${result.at}` : 'formatted';
  };
  it('a text that nginx refuses, with the place', () => {
    assert.equal(why('a {\n  b\n}\n'), 'syntax at 8');
    assert.equal(why('\ufeffa b;\n'), 'syntax at 0');
  });
  it('a template whose tags nginx would take for words and braces', () => {
    assert.match(why('listen {{ port }};'), /^template/);
    assert.match(why('{% if a %}\nlisten 80;\n{% endif %}\n'), /^template/);
    assert.match(why('listen <%= a  b %>;'), /^template/);
    assert.match(why('a;\n> if x then\nb;\n> end\n;'), /^template/);
    assert.match(why('listen $(a  b);'), /^template/);
  });
  it('no tag in quotes, no variable of a shell, no nested table in Lua', () => {
    for (const text of [
      'listen "{{  port }}";',
      'listen ${PORT};',
      'a_by_lua_block { t = {{ 1 }} }',
      '# {% if %}',
    ])
      assert.equal(why(text), 'formatted', text);
  });
});

/** `[` and `]` mark the selection. */
function inRange(marked: string): string {
  const text = marked.replace(/[[\]]/g, '');
  const start = marked.indexOf('[');
  const result = formatRange(text, { start, end: marked.indexOf(']') - 1 });
  assert.equal(result.kind, 'formatted');
  return applyEdits(text, result.edits);
}

describe('a range', () => {
  it('is whole lines, and lines outside stay', () => {
    assert.equal(inRange('a {\nb  c;\nd [ ]e;\nf  g;\n}\n'), 'a {\nb  c;\n    d e;\nf  g;\n}\n');
  });
  it('is widened to whole statements', () => {
    assert.equal(inRange('a  b\n[c]\nd   ;\n\n\n\ne  f;\n'), 'a b\n    c\n    d;\n\n\n\ne  f;\n');
  });
  it('of a block is its head alone', () => {
    assert.equal(inRange('a  [b]  {\nc;\n  }\n'), 'a b {\nc;\n  }\n');
  });
  it('does not take the line in front of which it ends', () => {
    assert.equal(inRange('[a  b;\n]c  d;\n'), 'a b;\nc  d;\n');
  });
  it('of nothing but blank lines changes nothing', () => {
    assert.equal(inRange('a;\n\n[\n]\nb;\n'), 'a;\n\n\n\nb;\n');
  });
});

/** The character in front of `|` was typed. */
function typed(marked: string): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const result = formatOnType(text, offset, text.charAt(offset - 1));
  return result.kind === 'formatted' ? applyEdits(text, result.edits) : 'refused';
}

describe('on type', () => {
  it('a semicolon lays out its statement', () => {
    assert.equal(typed('a {\nb   c ;|\nd  e;\n}\n'), 'a {\n    b c;\nd  e;\n}\n');
  });
  it('a closing brace lays out its block', () => {
    assert.equal(typed('x {\na {\nb  c;\n}|\nd  e;\n}\n'), 'x {\n    a {\n        b c;\n    }\nd  e;\n}\n');
  });
  it('a line end indents the new line by what is open', () => {
    assert.equal(typed('http {\n    server {\n|\n    }\n}\n'), 'http {\n    server {\n        \n    }\n}\n');
    assert.equal(typed('http {\n    server {\n|}\n}\n'), 'http {\n    server {\n    }\n}\n');
    assert.equal(typed('a {\n    server_name b\n|\n}\n'), 'a {\n    server_name b\n        \n}\n');
  });
  it('with faults behind the line, the line alone is indented', () => {
    assert.equal(typed('http {\nserver {\nlisten   80;|\n'), 'http {\nserver {\n        listen   80;\n');
    assert.equal(typed('http {\nserver {\n}|\n'), 'http {\nserver {\n    }\n');
  });
  it('behind a fault, in quotes, comments and Lua nothing happens', () => {
    for (const text of [
      'a }\n;\nb {\nc;|\n',
      'a "\nb;|\n";\n',
      'a {\n# b;|\n}\n',
      'content_by_lua_block {\nf();|\n}\n',
      'content_by_lua_block {\nif a then\n|\nend\n}\n',
      'content_by_lua_block {\nt = {\n}|\n}\n',
    ])
      assert.equal(typed(text), text.replace('|', ''), text);
  });
});

describe('every configuration', () => {
  const options: FormatOptions[] = [
    {},
    { align: true },
    { insertSpaces: false },
    { tabSize: 2, blankLines: 0 },
  ];
  it('keeps its tokens, and is laid out once and for all: 2,000 mutated ones', () => {
    const random = new Random(5);
    let count = 0;
    for (let times = 0; times < 2000; times += 1) {
      const text = mutatedConf(random);
      const verdict = formatVerdict(text, options[times % options.length]);
      assert.notEqual(verdict.kind, 'fault', `${JSON.stringify(verdict)} of ${JSON.stringify(text)}`);
      if (verdict.kind === 'formatted') count += 1;
      assert.equal(partialFormatFault(text, random), undefined, JSON.stringify(text));
    }
    assert.ok(count > 800, `${count} were formatted`);
  });
});
