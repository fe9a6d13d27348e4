import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hasByte } from './byte-set.js';
import { clientText } from './client-bytes.js';

interface Case {
  readonly name: string;
  /** Where nginx's sources say so. */
  readonly source: string;
  readonly may?: string;
  readonly mayNot?: string;
  readonly slash?: 'first';
  readonly merged?: true;
}

/** What a client can put into each variable, by nginx 1.22's sources. */
const cases: readonly Case[] = [
  {
    name: 'uri',
    source: 'ngx_http_parse_complex_uri: %0d%0a is decoded, %00 answered with 400, // becomes /',
    may: '\r\n \t?#:@\x7fé/',
    mayNot: '\0',
    slash: 'first',
    merged: true,
  },
  {
    name: 'document_uri',
    source: 'the same handler as uri',
    may: '\n',
    mayNot: '\0',
    slash: 'first',
    merged: true,
  },
  {
    name: 'request_filename',
    source: 'ngx_http_map_uri_to_path: a root and the uri',
    may: '\n',
    slash: 'first',
    merged: true,
  },
  {
    name: 'request_uri',
    source: 'ngx_http_parse_request_line: as sent, no byte up to the space and no DEL since 1.21.1',
    may: '%?/#:@\x80',
    mayNot: '\0\r\n \t\x1f\x7f',
    slash: 'first',
  },
  { name: 'args', source: 'ngx_http_parse_request_line', may: '=&%?/#', mayNot: '\r\n \0\x7f' },
  { name: 'query_string', source: 'the same field as args', may: '&', mayNot: '\n' },
  { name: 'arg_name', source: 'ngx_http_arg: up to the next &', may: '=%?/;', mayNot: '& \n' },
  { name: 'host', source: 'ngx_http_validate_host', may: 'az09.-_@?#%:[]\x80', mayNot: 'AZ/ \0\r\n\x7f' },
  {
    name: 'http_host',
    source: 'ngx_http_parse_header_line: the header as sent',
    may: '/AZ: \t\x01',
    mayNot: '\0\r\n',
  },
  { name: 'http_user_agent', source: 'ngx_http_parse_header_line', may: ' "<;\x7f\xff', mayNot: '\0\r\n' },
  { name: 'content_type', source: 'ngx_http_parse_header_line', may: '/; ', mayNot: '\0\r\n' },
  {
    name: 'content_length',
    source: 'ngx_http_process_request_header: what ngx_atoof cannot read is answered with 400',
    may: '0123456789',
    mayNot: '-+ .axé\r\n',
  },
  {
    name: 'cookie_name',
    source: 'ngx_http_parse_multi_header_lines: up to the next ;',
    may: '=, ',
    mayNot: ';\r\n\0',
  },
  {
    name: 'request_method',
    source: 'ngx_http_parse_request_line: A to Z, _ and -',
    may: 'GETPOZ_-',
    mayNot: 'az09 /\r\n',
  },
  { name: 'request_body', source: 'ngx_http_variable_request_body: bytes', may: '\0\r\n:/ é' },
  {
    name: 'remote_user',
    source: 'ngx_http_auth_basic_user: decoded base64 up to the colon, no byte refused',
    may: '\0\r\n /',
    mayNot: ':',
  },
  {
    name: 'proxy_add_x_forwarded_for',
    source: 'the header, a comma and the address',
    may: ', ',
    mayNot: '\r\n',
  },
  {
    name: 'fastcgi_path_info',
    source: 'ngx_http_fastcgi_path_info_variable: the second capture',
    may: '\nx',
    merged: true,
  },
];

suite('what a client can put into a variable', () => {
  for (const { name, source, may = '', mayNot = '', slash, merged } of cases)
    test(`$${name}: ${source}`, () => {
      const text = clientText(name);
      assert.ok(text, 'it is a client’s');
      for (const character of may)
        for (const byte of new TextEncoder().encode(character))
          assert.ok(hasByte(text.bytes, byte), `may hold ${JSON.stringify(character)}`);
      for (const character of mayNot)
        for (const byte of new TextEncoder().encode(character))
          assert.ok(!hasByte(text.bytes, byte), `may not hold ${JSON.stringify(character)}`);
      assert.equal(text.beginsWithSlash, slash === 'first');
      assert.equal(text.mergesSlashes, merged === true);
    });

  const others: readonly (readonly [name: string, why: string])[] = [
    ['scheme', 'the connection says it'],
    ['server_name', 'the configuration says it'],
    ['remote_addr', 'the connection says it'],
    ['server_port', 'the connection says it'],
    ['document_root', 'the configuration says it'],
    ['request_id', 'nginx makes it'],
    ['upstream_http_location', 'the upstream says it'],
    ['sent_http_location', 'what was answered'],
    ['status', 'what was answered'],
    ['arg_', 'ngx_http_variable_argument: without a name it is empty'],
    ['http_', 'a prefix alone'],
    ['cookie_', 'a prefix alone'],
    ['nowhere', 'no variable of nginx'],
    ['constructor', 'no variable of nginx, though a word of JavaScript'],
    ['', 'no name'],
  ];
  for (const [name, why] of others)
    test(`$${name} is not a client's: ${why}`, () => assert.equal(clientText(name), undefined));
});
