import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { at, has, labels, lacks, taking } from './testing/completion.js';

// Shaped after the templates of Kong (`> if`, `${{NAME}}`), APISIX (`{% %}`, `{* *}`) and ingress-nginx (`{{ }}`).

suite('a template with lines that begin with >', () => {
  const kong = (inner: string): string => `error_log \${{PROXY_ERROR_LOG}} \${{LOG_LEVEL}};
> if new_dns_client then
lua_shared_dict dns \${{MEM}};
> end
upstream backend {
    server 0.0.0.1;
> if keepalive > 0 then
    keepalive \${{KEEPALIVE}};
> end
}
server {
> for _, entry in ipairs(listeners) do
    listen $(entry.listener);
> end
    location / {
        ${inner}
    }
}
`;
  const outer = { outer: ['http' as const] };

  test('directives of the location', () => {
    has(kong('proxy_p|'), 'proxy_pass', outer);
    lacks(kong('|'), 'listen upstream', outer);
  });
  test('a line of the template is none', () => {
    has(kong('> if a then\n        proxy_p|\n> end'), 'proxy_pass', outer);
    assert.equal(labels(kong('> if a then\n        proxy_pass|\n> end'), outer)[0], 'proxy_pass');
  });
  test('its upstreams and dictionaries', () => has(kong('proxy_pass http://|;'), 'backend', outer));
  test('in the block of Lua nothing', () => {
    assert.deepEqual(labels(kong('content_by_lua_block {\n> if x then\n ngx.| \n> end\n}'), outer), []);
  });
});

suite('a template with {% %} and {* *}', () => {
  const apisix = (inner: string): string => `master_process on;
worker_processes {* worker_processes *};
{% if os_name == "Linux" and affinity == true then %}
worker_cpu_affinity auto;
{% end %}
events {
    worker_connections {* event.worker_connections *};
}
http {
    {% for name, size in pairs(dicts) do %}
    lua_shared_dict {* name *} {* size *};
    {% end %}
    {% if access_log then %}
    log_format main escape=default '$remote_addr';
    {% end %}
    server {
        {% for _, port in ipairs(ports) do %}
        listen {* port *} default_server;
        {% end %}
        ${inner}
    }
}
`;
  test('directives of the server', () => {
    has(apisix('loc|'), 'location');
    lacks(apisix('|'), 'worker_processes upstream proxy_pass');
    has(apisix('{% if ssl then %}\n        ssl_cer|\n        {% end %}'), 'ssl_certificate');
  });
  test('values and log formats', () => {
    has(apisix('access_log logs/a.log |;'), 'main combined');
    has(apisix('keepalive_timeout {* t *} 6|;'), '6s 6m');
  });
  test('in a tag nothing', () => {
    assert.deepEqual(labels(apisix('{% if ss| then %}')), []);
    assert.deepEqual(labels(apisix('root {* ro| *};')), []);
  });
  test('a tag that is being typed breaks nothing', () => {
    assert.doesNotThrow(() => at(apisix('{% if |')));
    assert.doesNotThrow(() => at(apisix('{|')));
  });
});

suite('a template with {{ }}', () => {
  const ingress = (inner: string): string => `{{ $all := . }}
{{ $cfg := $all.Cfg }}
pid {{ .PID }};
{{ if $cfg.UseGeoIP }}
load_module /etc/nginx/modules/a.so;
{{ end }}
http {
    {{ if (shouldLoad $cfg) }}
    map $http_upgrade $connection_upgrade {
        default upgrade;
        {{ if (gt $cfg.Keepalive 0) }}
        ''      '';
        {{ else }}
        ''      close;
        {{ end }}
    }
    {{ end }}
    {{ range $server := $servers }}
    server {
        server_name {{ $server.Hostname }} {{ range $server.Aliases }}{{ . }} {{ end }};
        {{ range $location := $server.Locations }}
        location {{ $location.Path }} {
            ${inner}
        }
        {{ end }}
    }
    {{ end }}
}
`;
  test('directives of the location', () => {
    has(ingress('proxy_s|'), 'proxy_set_header');
    lacks(ingress('|'), 'listen map');
    has(ingress('{{ if $a }}\n            proxy_b|\n            {{ end }}'), 'proxy_buffering');
  });
  test('variables', () => {
    has(ingress('proxy_set_header Connection $conn|;'), '$connection_upgrade $connection');
    assert.equal(
      taking('$connection_upgrade', ingress('proxy_set_header Connection $connection_|;')),
      ingress('proxy_set_header Connection $connection_upgrade;'),
    );
  });
  test('in a tag nothing', () => assert.deepEqual(labels(ingress('{{ if $a| }}')), []));
});

suite('what server configurations are full of', () => {
  test('a site: only a server at the top', () => {
    const site = (inner: string): string =>
      `server {\n  listen [::]:443 ssl;\n  server_name example.com;\n  ${inner}\n}\n`;
    has(site('ssl_protocols TLSv1.2 TLS|;'), 'TLSv1.3', { outer: ['http'] });
    has(site('error_page 404 |'), '500 =200', { outer: ['http'] });
    has(site('location ~* \\.(?:css|js)$ { exp| }'.replace('css|js', 'css')), 'expires', { outer: ['http'] });
  });

  test('types: a MIME type and its endings', () => {
    has('types {\n  application/j|\n}', 'application/json', { outer: ['http'] });
    assert.deepEqual(labels('types {\n  application/json j|;\n}', { outer: ['http'] }), []);
  });

  test('a file of parameters', () => {
    has('fastcgi_param SCRIPT_NAME $fastcgi_s|;', '$fastcgi_script_name', { outer: ['location'] });
    has('fastcgi_param HTTPS $https if|;', 'if_not_empty', { outer: ['location'] });
  });

  test('OpenResty: each phase of a location, and of what it is in', () => {
    const blocks =
      'content_by_lua_block access_by_lua_block rewrite_by_lua_block log_by_lua_block set_by_lua_block';
    has('http { server { location / { by_lua_block| } } }', `${blocks} header_filter_by_lua_block`);
    has('http { init| }', 'init_by_lua_block init_worker_by_lua_block init_by_lua_file');
    lacks('http { server { location / { init| } } }', 'init_by_lua_block');
    has('http { lua_| }', 'lua_shared_dict lua_package_path lua_code_cache');
    assert.equal(
      taking('lua_shared_dict', 'http { lua_sh| }'),
      'http { lua_shared_dict ${1:name} ${2:size};$0 }',
    );
  });
});

suite('any text', () => {
  test('no place of a broken file makes it fall', () => {
    const text =
      'http{server{listen 80 ssl;location ~ "^/(a{1,2}$ {set $a "$b;if ($x = {} content_by_lua_block {--[[ }}}';
    for (let cut = 0; cut <= text.length; cut += 1) {
      assert.doesNotThrow(() => at(`${text.slice(0, cut)}|`));
      assert.doesNotThrow(() => at(`${text.slice(0, cut)}|${text.slice(cut)}`));
    }
  });

  test('what is replaced holds the cursor, on one line', () => {
    const text =
      'http {\n  server {\n    listen 80 ipv6only=on;\n    return 301 "https://$host\n";\n  }\n}\n';
    for (let cut = 0; cut <= text.length; cut += 1)
      for (const { span, label } of at(`${text.slice(0, cut)}|${text.slice(cut)}`).items) {
        assert.ok(span.start <= cut && cut <= span.end, label);
        assert.ok(!text.slice(span.start, span.end).includes('\n'), label);
      }
  });
});
