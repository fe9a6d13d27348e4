import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noFacts } from '../analysis/facts.js';
import { testProject } from '../testing/project.js';
import { namesAround, pathsAround, topContexts } from './conf-surroundings.js';

const program = {
  'conf/nginx.conf': 'events {} http { include sites/*.conf; include up.conf; } stream { include tcp.conf; }',
  'conf/sites/a.conf': 'server { listen 80; }|',
  'conf/up.conf': 'upstream api { server a:1; } limit_req_zone $a zone=slow:1m rate=1r/s;',
  'conf/tcp.conf': 'upstream tcp { server a:1; }',
  'other/conf/nginx.conf': 'events {} http { upstream elsewhere { server a:1; } }',
};

suite('what surrounds a configuration file', () => {
  const { document, result } = testProject(program);
  const { conf } = document.parsed;

  test('the contexts of its top: who includes it, a comment in it, what it holds', () => {
    assert.deepEqual(topContexts('conf/sites/a.conf', conf, result.facts), ['http']);
    assert.deepEqual(topContexts('conf/tcp.conf', conf, result.facts), ['stream']);
    const stated = testProject({ 'a.conf': '# openresty-lens: context location\n|' });
    assert.deepEqual(topContexts('a.conf', stated.document.parsed.conf, noFacts), ['location']);
    assert.deepEqual(topContexts('new.conf', conf, noFacts), ['http', 'stream', 'mail']);
    const whole = testProject({ 'x.conf': 'http { | }' });
    assert.deepEqual(topContexts('x.conf', whole.document.parsed.conf, noFacts), ['main']);
  });

  test('names of its own program, with their files, and of no other', () => {
    const names = namesAround('conf/sites/a.conf', conf, result.facts).map(
      ({ kind, name, family, file }) => `${kind} ${name} ${family ?? ''} ${file ?? ''}`,
    );
    assert.deepEqual(names.sort(), [
      'upstream api http conf/up.conf',
      'upstream tcp stream conf/tcp.conf',
      'zone slow http conf/up.conf',
    ]);
  });

  test('a file that nobody reads yet may use the names of all', () => {
    const names = namesAround('conf/new.conf', conf, result.facts).map(({ name }) => name);
    assert.ok(names.includes('api') && names.includes('elsewhere'));
  });

  test('paths begin at the configuration that reads it, and at its prefix', () => {
    const paths = pathsAround('conf/sites/a.conf', result.facts, () => undefined);
    assert.deepEqual(paths.confDirectories, ['conf']);
    assert.deepEqual(paths.prefixes, ['']);
    const alone = pathsAround('site/conf/x.conf', noFacts, () => undefined);
    assert.deepEqual([alone.confDirectories, alone.prefixes], [['site/conf'], ['site']]);
  });
});
