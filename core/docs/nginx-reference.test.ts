import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { loadNginxReference, nginxToMarkdown, type NginxDirective } from './index.js';

/** What the build ships, made of the pinned package. */
const maker = (await import(pathToFileURL(resolve('scripts/lib/nginx-reference.mjs')).href)) as {
  nginxReference: () => string;
};
const json = maker.nginxReference();
const reference = loadNginxReference(json);
const { directives, variables } = JSON.parse(json) as {
  directives: NginxDirective[];
  variables: { name: string; text: string }[];
};

suite('the JSON of the build', () => {
  const texts = [...directives, ...variables].map(({ name, text }) => ({ name, text }));
  const offenders = (isTrue: (text: string) => boolean): string[] =>
    texts.filter(({ text }) => !isTrue(text)).map(({ name }) => name);
  const withoutCode = (text: string): string =>
    text.replace(/^\s*(?:> ?)*```[\s\S]*?```/gm, '').replace(/`[^`]*`/g, '');

  test('has what the package says of nginx', () => {
    assert.ok(directives.length > 900 && variables.length > 200);
    assert.ok(Buffer.byteLength(json) < 1_000_000);
  });
  test('no text is empty or begins or ends with a space', () =>
    assert.deepEqual(
      offenders((text) => text !== '' && text === text.trim()),
      [],
    ));
  test('no HTML', () =>
    assert.deepEqual(
      offenders((text) => !/<\/?[a-z][^>]*>|&[a-z]+;/i.test(withoutCode(text))),
      [],
    ));
  test('links are absolute', () =>
    assert.deepEqual(
      offenders((text) => !/\]\((?!https?:\/\/)/.test(withoutCode(text))),
      [],
    ));
  test('fences are balanced', () =>
    assert.deepEqual(
      offenders((text) => (text.match(/```/g) ?? []).length % 2 === 0),
      [],
    ));
  test('no blank lines behind each other, no spaces at the end of a line', () =>
    assert.deepEqual(
      offenders((text) => !/\n\n\n|[ \t]\n/.test(text)),
      [],
    ));

  test('a paragraph is one line, code keeps its lines', () => {
    const [location] = reference.directives('location');
    assert.match(location?.text ?? '', /^Sets configuration depending on a request URI\.$/m);
    assert.match(location?.text ?? '', /^Among them|selected and remembered\. Then regular expressions/m);
    const [pass] = reference.directives('proxy_pass');
    assert.match(
      pass?.text ?? '',
      /^ {4}location \/name\/ \{\n {8}proxy_pass http:\/\/127\.0\.0\.1\/remote\/;\n {4}\}$/m,
    );
  });
  test('items of a list stay items', () => {
    const [listen] = reference.directives('listen');
    assert.match(listen?.text ?? '', /^- `backlog`=\*`number`\*\n\n {4}sets the `backlog` parameter/m);
    assert.match(listen?.text ?? '', /^> In versions prior to 0\.8\.21/m);
  });
});

suite('directives', () => {
  test('all modules that have the name', () => {
    assert.deepEqual(
      reference
        .directives('listen')
        .map(({ module }) => module)
        .sort(),
      ['ngx_http_core_module', 'ngx_mail_core_module', 'ngx_stream_core_module'],
    );
    assert.deepEqual(reference.directives('no_such'), []);
    assert.deepEqual(reference.directives('toString'), []);
  });

  test('forms, default, blocks and page', () => {
    const [processes] = reference.directives('worker_processes');
    const hover = nginxToMarkdown(processes!);
    assert.match(hover, /^```nginx\nworker_processes number \| auto;\n```$/m);
    assert.match(hover, /^default: `1` · context: main · Core functionality$/m);
    assert.ok(hover.endsWith('(https://nginx.org/en/docs/ngx_core_module.html#worker_processes)'));
  });

  test('a block is shown as one', () => {
    const [location] = reference.directives('location');
    assert.match(nginxToMarkdown(location!), /^location \[ = \| ~ \| ~\* \| \^~ \] uri \{ … \}$/m);
    const [events] = reference.directives('events');
    assert.match(nginxToMarkdown(events!), /^events \{ … \}$/m);
  });

  test('a default of several lines is one line', () => {
    const [types] = reference.directives('types');
    assert.match(nginxToMarkdown(types!), /^default: `text\/html html; image\/gif gif; image\/jpeg jpg;` ·/m);
  });

  const pages: Record<string, string> = {
    proxy_pass: 'http/ngx_http_proxy_module.html#proxy_pass',
    log_format: 'http/ngx_http_log_module.html#log_format',
    otel_exporter: 'ngx_otel_module.html#otel_exporter',
    google_perftools_profiles: 'ngx_google_perftools_module.html#google_perftools_profiles',
  };
  for (const [name, page] of Object.entries(pages)) {
    test(`the page of ${name}`, () => {
      const [directive] = reference.directives(name);
      assert.ok(nginxToMarkdown(directive!).endsWith(`[manual](https://nginx.org/en/docs/${page})`));
    });
  }
});

suite('variables', () => {
  test('by name, with the page', () => {
    const host = reference.variable('host') ?? '';
    assert.match(host, /^`\$host` · ngx_http_core_module\n\nin this order of precedence: host name/);
    assert.ok(host.endsWith('(https://nginx.org/en/docs/http/ngx_http_core_module.html#var_host)'));
  });

  const families: Record<string, [module: string, anchor: string]> = {
    arg_user: ['ngx_http_core_module', 'var_arg_'],
    http_x_forwarded_for: ['ngx_http_core_module', 'var_http_'],
    cookie_id: ['ngx_http_core_module', 'var_cookie_'],
    sent_http_content_type: ['ngx_http_core_module', 'var_sent_http_'],
    upstream_http_server: ['ngx_http_upstream_module', 'var_upstream_http_'],
  };
  for (const [name, [module, anchor]] of Object.entries(families)) {
    test(`$${name}`, () => {
      const hover = reference.variable(name) ?? '';
      assert.ok(hover.startsWith(`\`$${name}\` · ${module}\n`));
      assert.ok(hover.endsWith(`#${anchor})`));
    });
  }

  test('a name that is whole is no member of a family', () => {
    assert.doesNotMatch(reference.variable('http2') ?? '', /arbitrary request header/);
  });

  test('of http and stream the one that is asked for', () => {
    assert.match(reference.variable('status') ?? '', /^`\$status` · ngx_http_core_module\n\nresponse status/);
    assert.match(
      reference.variable('status', 'stream') ?? '',
      /^`\$status` · ngx_stream_core_module\n\nsession status/,
    );
    assert.match(reference.variable('session_time') ?? '', /ngx_stream_core_module/);
  });

  test('nothing for what nobody knows', () => {
    for (const name of ['no_such', '', 'arg_', 'toString']) assert.equal(reference.variable(name), undefined);
  });
});

test('what is no JSON of ours is a reference without entries', () => {
  for (const text of ['', '{', '[]', 'null', '1', '{"directives":1,"variables":[]}', '{"directives":[]}']) {
    const empty = loadNginxReference(text);
    assert.deepEqual(empty.directives('listen'), []);
    assert.equal(empty.variable('host'), undefined);
  }
});
