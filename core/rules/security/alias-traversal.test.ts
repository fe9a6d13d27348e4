import { marked } from '../testing/configurations.js';

marked('security/alias-traversal fires', {
  'no slash at the location’s end': `location /files {
         ^^^^^^ warning security/alias-traversal
    alias /home/;
}`,
  nested: `location /files/ {
    location /files/images {
             ^^^^^^^^^^^^^ warning security/alias-traversal
        alias /home/;
    }
}`,
  'with ^~': `location ^~ /files {
            ^^^^^^ warning security/alias-traversal
    alias /home/;
}`,
  'in quotes': `location "/files" {
         ^^^^^^^^ warning security/alias-traversal
    alias "/home/";
}`,
  'with a variable in the alias': `location /files {
         ^^^^^^ warning security/alias-traversal
    alias $base/files/;
}`,
  'no slash at either end: names that begin alike': `location /files {
         ^^^^^^ hint security/alias-traversal
    alias /home;
}`,
});

marked('security/alias-traversal stays silent', {
  'a slash at both ends': `location /files/ {
    alias /home/;
}`,
  'a slash at the location’s end': `location /files/ {
    alias /home;
}`,
  'a location inside one with an alias': `location /files/ {
    location /files/images {
    }
    alias /home/;
}`,
  'an exact location': `location = /files {
    alias /home/;
}`,
  'a regular expression': `location ~ ^/files(/.*)$ {
    alias /home/$1;
}`,
  'one file': `location /favicon.ico {
    alias /srv/icons/favicon.ico;
}`,
  root: `location /files {
    root /home/;
}`,
});
