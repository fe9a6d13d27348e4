import { suite, test } from 'node:test';
import { told } from '../testing/told.js';

suite('modules of http', () => {
  test('log', () => {
    told('http', "log_format a '$remote_addr $pipe'; access_log logs/a.log a buffer=4k flush=5s gzip=2;");
    told('http', 'access_log logs/a.log nope;', 'unknown log format "nope"');
    told('http', 'log_format a b; log_format a c;', 'duplicate "log_format" name "a"');
    told('http', 'log_format combined c;', 'duplicate "log_format" name "combined"');
    told('http', "log_format a 'b $';", 'invalid parameter "$"');
    told('http', 'log_format a escape=x b;', 'unknown log format escaping "x"');
    told('http', 'access_log off a;', 'invalid parameter "a"');
    told('http', 'access_log logs/a.log combined buffer=x;', 'invalid buffer size "x"');
    told(
      'http',
      'access_log logs/a.log combined flush=1s;',
      'no buffer is defined for access_log "logs/a.log"',
    );
    told(
      'http',
      'access_log logs/$host.log combined buffer=1k;',
      'buffered logs cannot have variables in name',
    );
    told('http', 'open_log_file_cache inactive=5s;', '"open_log_file_cache" must have "max" parameter');
  });

  test('headers, files', () => {
    told('server', 'expires modified +24h; add_header X-A $host always; try_files $uri $uri/ =404;');
    told('server', 'expires foo;', '"expires" directive invalid value');
    told('server', 'expires @25h;', '"expires" directive daily time value must be less than 24 hours');
    told(
      'server',
      'expires modified @1h;',
      '"expires" directive daily time cannot be used with "modified" parameter',
    );
    told('server', 'add_header X-A b often;', 'invalid parameter "often"');
    told('server', 'add_header X-A $nope;', 'unknown "nope" variable');
    told('location', 'try_files $uri =x;', 'invalid code "=x"');
    told('server', 'index /a b;', '[warn] only the last index in "index" directive should be absolute');
    told('server', 'index a "";', 'index "a" in "index" directive is invalid');
    told('server', 'mirror /a; mirror off;', '"mirror" directive is duplicate');
    told('server', 'sub_filter "" b;', 'empty search pattern');
    told(
      'server',
      'userid_mark ab;',
      '"userid_mark" directive value must be "off" or a single letter, digit or "="',
    );
    told('server', 'userid_expires x;', '"userid_expires" directive invalid value');
  });

  test('geo', () => {
    told(
      'http',
      'geo $a { default 0; 10.0.0.0/8 1; ::1 2; proxy 127.0.0.1; } geo $host $b { ranges; 1.1.1.1-1.1.1.2 a; }',
    );
    told('http', 'geo a { }', 'invalid variable name "a"');
    told('http', 'geo $a { x 1; }', 'invalid network "x"');
    told('http', 'geo $a { x; }', 'invalid number of the geo parameters');
    told('http', 'geo $a { 10.0.0.1/8 1; }', '[warn] low address bits of 10.0.0.1/8 are meaningless');
    told(
      'http',
      'geo $a { 1.1.1.1 1; ranges; }',
      'the "ranges" directive must be the first directive inside "geo" block',
    );
    told('http', 'geo $a { ranges; 1.1.1.2-1.1.1.1 a; }', 'invalid range "1.1.1.2-1.1.1.1"');
    told(
      'http',
      'geo $a { 1.1.1.1 1; 1.1.1.1 2; }',
      '[warn] duplicate network "1.1.1.1", value: "2", old value: "1"',
    );
  });

  test('ssl', () => {
    told(
      'http',
      'server {\nlisten 443 ssl; }',
      'no "ssl_certificate" is defined for the "listen ... ssl" directive',
    );
    told('http', 'server { listen 443 ssl; ssl_reject_handshake on; }');
  });
});
