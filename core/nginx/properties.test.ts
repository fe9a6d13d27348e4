import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineIndex, parseConf, walk } from './index.js';
import { faultOf } from './testing/invariants.js';
import { bufferEdges, luaSoup, mutatedConf, wordSoup } from './testing/mutate.js';
import { Random } from './testing/random.js';
import { SAMPLES } from './testing/samples.js';

function assertSound(text: string): void {
  const fault = faultOf(text);
  assert.equal(fault, undefined, `${fault ?? ''} in ${JSON.stringify(text.slice(0, 3000))}`);
}

describe('every text', () => {
  const generators = {
    'mutated configurations': mutatedConf,
    words: wordSoup,
    Lua: luaSoup,
    'long things': bufferEdges,
  };
  for (const [name, generate] of Object.entries(generators)) {
    const count = generate === mutatedConf ? 10_000 : 1000;
    it(`is read without a throw or a loss: ${count} ${name}`, () => {
      const random = new Random(20_261);
      for (let times = 0; times < count; times += 1) assertSound(generate(random));
    });
  }
  it('is read up to any point', () => {
    for (const sample of SAMPLES)
      for (let end = 0; end <= sample.length; end += 1) assertSound(sample.slice(0, end));
  });
});

describe('UTF-8', () => {
  it('is measured in bytes: the error is that of the same file read as bytes', () => {
    const random = new Random(3);
    for (let times = 0; times < 300; times += 1) {
      // Two, three and four bytes, so that characters lie across the edges of the buffer.
      const text = bufferEdges(random)
        .replace(/ww/g, () => random.pick(['é', 'ww', 'w\u20ac']))
        .replace(/(?:ll|cccc|ss)/g, (part) => random.pick([part, 'é', '\u{1f600}']));
      const bytes = Buffer.from(text, 'utf8').toString('latin1');
      // The first ones: behind an overflow, where nginx has stopped, the next window may begin inside a character.
      const [ofText] = parseConf(text).errors;
      const [ofBytes] = parseConf(bytes, { byteLength: (part) => part.length }).errors;
      const start = ofText && Buffer.byteLength(text.slice(0, ofText.span.start));
      assert.equal(start, ofBytes?.span.start, JSON.stringify(text));
    }
  });
});

describe('hostile texts', () => {
  const LONG = 100_000;
  const texts: Readonly<Record<string, string>> = {
    'opening braces': '{'.repeat(LONG),
    'blocks in blocks': 'a{'.repeat(LONG),
    'closing braces': '}'.repeat(LONG),
    quotes: '"'.repeat(LONG + 1),
    'quotes that never close': `'a;\n`.repeat(LONG / 4 + 1),
    'Lua blocks that never close': 'a_by_lua_block {\n'.repeat(LONG / 17),
    'long brackets that never close': `a_by_lua_block {${'[=[[['.repeat(LONG / 5)}`,
    'Lua strings that never close': `a_by_lua_block {${'"\\'.repeat(LONG / 2)}`,
    'characters of two bytes': `a_by_lua_block {${'é\n'.repeat(LONG)}} ${'é '.repeat(LONG)}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`are read in bounded time: ${name}`, () => {
      const started = performance.now();
      const tree = parseConf(text);
      assert.ok(performance.now() - started < 5000);
      assert.equal(tree.tokens.map((token) => token.raw).join(''), text);
      assert.ok(tree.errors.length > 0);
      assert.ok([...walk(tree.children)].length >= 0);
    });
  }
});

describe('a configuration of 3,000 lines', () => {
  const line = '    location /x { proxy_set_header Host "$host"; proxy_pass http://back; } # why\n';
  const text = `http {\n  server {\n${line.repeat(3000)}  }\n}\n`;
  it('takes milliseconds', () => {
    const times = Array.from({ length: 10 }, () => {
      const started = performance.now();
      parseConf(text);
      return performance.now() - started;
    });
    // Generous, for machines that do other things at the same time; it guards against quadratic time.
    assert.ok(Math.min(...times) < 250, `${Math.min(...times).toFixed(1)} ms`);
    assert.equal(new LineIndex(text).lineCount, 3005);
  });
});
