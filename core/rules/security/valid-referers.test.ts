import { marked } from '../testing/configurations.js';

marked('security/valid-referers fires', {
  first: `valid_referers none server_names *.webvisor.com;
               ^^^^ warning security/valid-referers`,
  last: `valid_referers server_names
    foo.com
    none;
    ^^^^ warning security/valid-referers`,
  'in the middle': `valid_referers server_names none bar.com;
                            ^^^^ warning security/valid-referers`,
  'with blocked': `valid_referers none blocked foo.com;
               ^^^^ warning security/valid-referers`,
  'in a location of pages': `location /frame {
    valid_referers none foo.com;
                   ^^^^ warning security/valid-referers
}`,
  'against hotlinks it is told mildly': `location ~ \\.(gif|png)$ {
    valid_referers none foo.com;
                   ^^^^ information security/valid-referers
}`,
});

marked('security/valid-referers stays silent', {
  'names only': `valid_referers server_names foo.com bar.com;`,
  'hosts that are called so': `valid_referers *.none.com none.ru;`,
  'a regular expression': `valid_referers ~none\\.;`,
  'blocked alone': `valid_referers blocked foo.com;`,
  'server_names alone': `valid_referers server_names;`,
  'another directive': `set $x none;`,
});
