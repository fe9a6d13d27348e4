import { marked } from '../testing/configurations.js';

marked('security/add-header-multiline fires', {
  'a policy over three lines': `add_header Content-Security-Policy "
                                   ^ warning security/add-header-multiline
    default-src: 'none';
    font-src data: https://yastatic.net;";`,
  'an escape that nginx decodes': `add_header X-Foo "a\\n b";
                 ^^ warning security/add-header-multiline`,
  'a carriage return': `add_header X-Foo "a\\rb";
                 ^^ warning security/add-header-multiline`,
  'a header to the upstream': `proxy_set_header X-Foo 'a
                       ^^ warning security/add-header-multiline
    b';`,
  more_set_headers: `more_set_headers -t 'text/html text/plain'
    'X-Foo: Bar
    ^^^^^^^^^^^ warning security/add-header-multiline
        multiline';`,
  'more_set_headers with a flag': `more_set_headers -a 'Foo:
                    ^^^^^ warning security/add-header-multiline
    multiline';`,
});

marked('security/add-header-multiline stays silent', {
  'one line': `add_header X-Foo foo;`,
  'arguments on lines of their own': `add_header
    X-Foo
    foo
    always;`,
  'more_set_headers on one line': `more_set_headers -t 'text/html text/plain'
    'X-Foo: Bar multiline';`,
  'a list of types': `more_set_headers -t 'text/html
    text/plain' 'X-Foo: some';`,
  'a list of codes': `more_set_headers -s 404 -s '500
    503' 'Foo: bar';`,
  'text that is no header': `return 200 "a
b";`,
});
