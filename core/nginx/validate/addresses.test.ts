import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isAddressWithPort, parseCidr, parseInet6, parseUrl, type UrlOptions } from './addresses.js';

suite('ngx_parse_url', () => {
  const told = (url: string, options: UrlOptions = {}): string => {
    const parsed = parseUrl(url, options);
    if (typeof parsed === 'string') return parsed;
    const { host, port, uri, addresses } = parsed;
    const kind = addresses?.[0]?.family ?? 'name';
    return [
      kind,
      host,
      (addresses?.length ?? 1) > 1 ? `${port} and ${addresses?.length} in all` : port,
      uri,
    ].join('|');
  };

  test('of an upstream', () => {
    assert.equal(told('a.example'), 'name|a.example|0|');
    assert.equal(told('a:8080'), 'name|a|8080|');
    assert.equal(told('a:0'), 'invalid port');
    assert.equal(told('a:65536'), 'invalid port');
    assert.equal(told('a:http'), 'invalid port');
    assert.equal(told(':80'), 'no host');
    assert.equal(told('a/b'), 'invalid host');
    assert.equal(told('[::1]:80'), 'inet6|[::1]|80|');
    assert.equal(told('[::1]80'), 'invalid host');
    assert.equal(told('[::g]'), 'invalid IPv6 address');
    assert.equal(told('[::1'), 'invalid host');
    assert.equal(told('unix:'), 'no path in the unix domain socket');
    assert.equal(told(`unix:${'a'.repeat(108)}`), 'too long path in the unix domain socket');
  });

  test('with a URI', () => {
    const options = { hasUri: true, defaultPort: 80 };
    assert.equal(told('a/b:c', options), 'name|a|80|/b:c');
    assert.equal(told('a?b', options), 'name|a|80|?b');
    assert.equal(told('a:1/b', options), 'name|a|1|/b');
    assert.equal(told('unix:/s.sock:/b', options), 'unix|/s.sock|0|/b');
    assert.equal(told('[::1]/b', options), 'inet6|[::1]|80|/b');
  });

  test('to listen on', () => {
    const options = { isListen: true, defaultPort: 80 };
    assert.equal(told('8080', options), 'inet||8080|');
    assert.equal(told('8080-8090', options), 'inet||8080 and 11 in all|');
    assert.equal(told('8090-8080', options), 'invalid port range');
    assert.equal(told('0', options), 'invalid port');
    assert.equal(told('*:81', options), 'inet|*|81|');
    assert.equal(told('localhost', options), 'name|localhost|80|');
    assert.equal(told('127.0.0.1:1-70000', options), 'invalid port');
    assert.equal(told('80/x', options), 'invalid host');
  });
});

test('IPv6 addresses', () => {
  assert.deepEqual(parseInet6('::'), [0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(parseInet6('1::ffff:1.2.3.4'), [1, 0, 0, 0, 0, 0xffff, 0x102, 0x304]);
  for (const wrong of ['', ':', ':::', '1:2', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '1.2.3.4'])
    assert.equal(parseInet6(wrong), undefined, wrong);
});

test('networks', () => {
  assert.equal(parseCidr('10.0.0.0/8'), 'ok');
  assert.equal(parseCidr('10.0.0.1/8'), 'low bits');
  assert.equal(parseCidr('10.0.0.0/33'), undefined);
  assert.equal(parseCidr('::/0'), 'ok');
  assert.equal(parseCidr('2001:db8::1/32'), 'low bits');
  assert.equal(parseCidr('localhost'), undefined);
});

test('addresses', () => {
  assert.ok(isAddressWithPort('127.0.0.1:80'));
  assert.ok(isAddressWithPort('[::1]:80'));
  assert.ok(!isAddressWithPort('127.0.0.1:99999'));
  assert.ok(!isAddressWithPort('example.com'));
});
