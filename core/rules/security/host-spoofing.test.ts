import { marked } from '../testing/configurations.js';

marked('security/host-spoofing fires', {
  'the header as it came': `proxy_set_header Host $http_host;
                      ^^^^^^^^^^ warning security/host-spoofing`,
  'in any case': `proxy_set_header HoSt $http_host;
                      ^^^^^^^^^^ warning security/host-spoofing`,
  'in braces and quotes': `proxy_set_header Host "\${http_host}";
                      ^^^^^^^^^^^^^^ warning security/host-spoofing`,
  'an argument': `proxy_set_header host $arg_host;
                      ^^^^^^^^^ warning security/host-spoofing`,
  'a cookie': `proxy_set_header host $cookie_backend;
                      ^^^^^^^^^^^^^^^ warning security/host-spoofing`,
  'over gRPC': `grpc_set_header Host $http_host;
                     ^^^^^^^^^^ warning security/host-spoofing`,
});

marked('security/host-spoofing stays silent', {
  'the checked host': `proxy_set_header Host $host;`,
  'with a port': `proxy_set_header Host $host:$server_port;`,
  'the upstream’s own name': `proxy_set_header Host $proxy_host;`,
  'another header': `proxy_set_header X-Forwarded-Host $http_host;`,
  'a constant': `proxy_set_header Host example.com;`,
  'a variable of the configuration': `set $best_host $host;
proxy_set_header Host $best_host;`,
  'half typed': `proxy_set_header Host;
^^^^^^^^^^^^^^^^^^^^^ error conf/wrong-arity`,
});
