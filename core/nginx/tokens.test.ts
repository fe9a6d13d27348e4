import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeValue, encodeValue, parseConf, type ConfTree } from './index.js';
import { assertMarked } from './testing/marked.js';

/** The words of each directive, as nginx's modules see them. */
function words(text: string): string[][] {
  return wordsOf(parseConf(text));
}

function wordsOf(tree: ConfTree): string[][] {
  assert.deepEqual(tree.errors, []);
  return tree.children.map(({ name, args }) => [name.value, ...args.map((word) => word.value)]);
}

describe('rule 1: white space', () => {
  it('is space, tab, CR and LF', () =>
    assert.deepEqual(words('a\tb\rc\nd  e;'), [['a', 'b', 'c', 'd', 'e']]));
  it('is nothing else', () => {
    assert.deepEqual(words('a\u00a0b\fc\vd;'), [['a\u00a0b\fc\vd']]);
  });
  it('is nothing else behind however much of it', () => {
    for (const length of [62, 63, 64, 65, 128, 5000]) {
      const blanks = ' \t\r\n'.repeat(length).slice(0, length);
      const tree = parseConf(`a${blanks}\u00a0b;${blanks}`);
      assert.deepEqual(wordsOf(tree), [['a', '\u00a0b']]);
      assert.deepEqual(tree.children[0]?.args[0]?.span, { start: 1 + length, end: 3 + length });
    }
  });
  it('keeps a byte-order mark in the first word', () => {
    assert.deepEqual(words('\ufeffuser a;'), [['\ufeffuser', 'a']]);
  });
});

describe('rule 2: comments', () => {
  it('start where a token may start, also between arguments', () => {
    const tree = parseConf('# one ; {\na # two\n b;# three');
    assert.deepEqual(wordsOf(tree), [['a', 'b']]);
    assert.deepEqual(
      tree.comments.map((comment) => comment.raw),
      ['# one ; {', '# two', '# three'],
    );
  });
  it('do not start inside a word', () => assert.deepEqual(words('a#b c#;'), [['a#b', 'c#']]));
  it('end before the LF, so a CR belongs to them', () => {
    assert.equal(parseConf('# a\r\nb;').comments[0]?.raw, '# a\r');
  });
  it('belong to the block they stand in', () => {
    const [block] = parseConf('a { # in\n b # too\n; } # out').children;
    assert.deepEqual(block?.form === 'block' && block.block.comments.map(({ raw }) => raw), [
      '# in',
      '# too',
    ]);
  });
});

describe('rule 3: `;` and `{`', () => {
  it('end a word without a space before', () => {
    assert.deepEqual(words('a b;c d;'), [
      ['a', 'b'],
      ['c', 'd'],
    ]);
    assert.equal(parseConf('a{b;}').children[0]?.form, 'block');
  });
  it('need a word before them', () => {
    assertMarked(`
      a b;;
          ^ unexpected ";"
      { c; }
      ^ unexpected "{"
      d e;
    `);
  });
});

describe('rule 4: `}`', () => {
  it('is special only at the start of a token', () => {
    assert.deepEqual(words('listen 80};'), [['listen', '80}']]);
    assertMarked(`
      a {
        listen 80}
      }
      ^ unexpected "}"
    `);
  });
  it('needs a block that it can close', () => {
    assertMarked(`
      a b; }
           ^ unexpected "}"
      c d;
    `);
  });
});

describe('rule 5: quotes', () => {
  it('hold anything, over lines too', () => {
    assert.deepEqual(words(`a "b;{}#'\nc" 'd "e';`), [['a', `b;{}#'\nc`, 'd "e']]);
  });
  it('open only at the start of a token', () => assert.deepEqual(words(`a b"c d'e;`), [['a', 'b"c', "d'e"]]));
  it('may hold nothing, and that is an argument', () => assert.deepEqual(words(`a "" '';`), [['a', '', '']]));
  it('may stand around a name', () => assert.deepEqual(words(`"a" b;`), [['a', 'b']]));
  it('end at white space, `;`, `{` or `)`', () => {
    assert.deepEqual(words(`a "b";c 'd'\n;`), [
      ['a', 'b'],
      ['c', 'd'],
    ]);
    assert.deepEqual(words(`if ( "a"){}`), [['if', '(', 'a', ')']]);
    assertMarked(`
      a "b"c;
           ^ unexpected "c"
      d 'e'"f";
           ^ unexpected """
      g "h"# i
           ^ unexpected "#"
      ;
    `);
  });
});

describe('rule 6: backslashes', () => {
  it('protect the next character everywhere', () => {
    assert.deepEqual(words(String.raw`a\;b \{c d\ e "f\"g" \#h \"i;`), [
      ['a\\;b', '\\{c', 'd\\ e', 'f"g', '\\#h', '"i'],
    ]);
  });
  it('are dropped before quotes and backslashes, make tab, CR and LF, and stay otherwise', () => {
    assert.equal(decodeValue(String.raw`\"\'\\\t\r\n\.\d\x`), '"\'\\\t\r\n\\.\\d\\x');
  });
  it('decode from left to right', () => assert.equal(decodeValue(String.raw`\\n\\\n`), '\\n\\\n'));
  it('protect the last character of a file in vain', () => {
    assertMarked(String.raw`
      a b\
          ^ unexpected end of file, expecting ";" or "}"
    `);
  });
  it('are written back so that nginx reads the same value', () => {
    for (const value of [
      '',
      'a',
      'a b',
      '\\.php$',
      'a\\',
      '\\"',
      '"',
      "'",
      '#a',
      '}',
      '\\\\n',
      '{2}',
      'é;\n\t',
      '\\n',
    ]) {
      for (const quote of [undefined, '"', "'"] as const) {
        assert.deepEqual(words(`a ${encodeValue(value, quote)};`), [['a', value]]);
      }
    }
  });
});

describe('rule 7: `${`', () => {
  it('is literal, and so is a run of braces', () => {
    assert.deepEqual(words('a ${x}y $${{b} c${d};'), [['a', '${x}y', '$${{b}', 'c${d}']]);
  });
  it('does not reach over another character: a regex with {2} ends its word', () => {
    const [node] = parseConf(String.raw`location ~ ^/\d{2}/$ { }`).children;
    assert.deepEqual([node?.form, node?.args.map((word) => word.value)], ['block', ['~', '^/\\d']]);
  });
});

describe('rule 8: the end of the file', () => {
  it('comes too early in a directive', () => {
    assertMarked(`
      a {}
      b c
         ^ unexpected end of file, expecting ";" or "}"
    `);
  });
  it('comes too early in a block', () => {
    const tree = assertMarked(`
      a { b {
        c;
      }
       ^ unexpected end of file, expecting "}"
    `);
    assert.deepEqual(tree.errors[0]?.opened, { start: 2, end: 3 });
  });
  it('comes too early in a quote', () => {
    assertMarked(`
      a "b
          ^ unexpected end of file, expecting ";" or "}"
    `);
  });

  const long = (length: number): string => 'w'.repeat(length);
  it('never comes for a word of 4,096 bytes', () => {
    assert.deepEqual(parseConf(`a ${long(4095)};`).errors, []);
    assert.deepEqual(parseConf(`a\n ${long(4096)};`).errors, [
      { message: 'too long parameter "wwwwwwwwww..." started', span: { start: 3, end: 4 } },
    ]);
    assert.equal(
      parseConf(`a "${long(5000)}";`).errors[0]?.message,
      'too long parameter, probably missing terminating """ character',
    );
  });
  it('counts bytes', () => {
    assert.deepEqual(parseConf(`a ${'é'.repeat(2047)};`).errors, []);
    assert.equal(
      parseConf(`a ${'é'.repeat(2048)};`).errors[0]?.message,
      'too long parameter "ééééé..." started',
    );
    assert.deepEqual(parseConf(`a ${'é'.repeat(2048)};`, { byteLength: (part) => part.length }).errors, []);
  });
  it('holds for comments as well, which nginx keeps in the same buffer', () => {
    assert.deepEqual(parseConf(`#${long(4094)}\n`).errors, []);
    assert.equal(
      parseConf(`#${long(4095)}\n`).errors[0]?.message,
      'too long parameter "#wwwwwwwww..." started',
    );
  });
});
