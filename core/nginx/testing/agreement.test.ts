import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConf } from '../parser.js';
import { agreement } from './agreement.js';
import type { Verdict } from './judge.js';

function kind(text: string, verdict: Verdict): string {
  return agreement(parseConf(text), verdict).kind;
}

const rejected = (message: string, line?: number): Verdict => ({
  kind: 'rejected',
  message,
  ...(line !== undefined && { line }),
});

describe('the comparison with nginx', () => {
  it('fails where nginx accepts and we do not', () => {
    assert.equal(kind('a;', { kind: 'accepted' }), 'agree');
    assert.equal(kind('a', { kind: 'accepted' }), 'disagree');
  });
  it('fails where nginx finds another lexical error, or on another line, and where we find none', () => {
    assert.equal(kind('a;\n;', rejected('unexpected ";"', 2)), 'agree');
    assert.equal(kind('a;\n;', rejected('unexpected ";"', 1)), 'disagree');
    assert.equal(kind('a;\n;', rejected('unexpected "{"', 2)), 'disagree');
    assert.equal(kind('a;', rejected('unexpected end of file, expecting "}"', 1)), 'disagree');
  });
  it('fails where we find an error in what nginx had already read', () => {
    assert.equal(kind(';\na;\nb;', rejected('unknown directive "a"', 2)), 'disagree');
    assert.equal(kind('a;\n;', rejected('unknown directive "a"', 1)), 'agree');
    assert.equal(kind('a;', rejected('unknown directive "a"', 1)), 'agree');
  });
  it('says nothing where nginx does not say how far it had read', () => {
    assert.equal(kind(';', rejected('could not build the types_hash')), 'unjudged');
    assert.equal(kind(';', rejected('no "events" section in configuration')), 'disagree');
    assert.equal(kind(';', { kind: 'unclear', output: '' }), 'unjudged');
  });
});
