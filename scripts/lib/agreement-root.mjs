import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, posix } from 'node:path';

/** Modules of Debian's packages that get along with each other, in the order in which they must be loaded. */
const MODULES = [
  ...['ndk_http', 'ngx_http_lua', 'ngx_stream', 'ngx_mail', 'ngx_http_set_misc', 'ngx_http_echo'],
  ...['ngx_http_headers_more_filter', 'ngx_http_srcache_filter', 'ngx_http_memc', 'ngx_http_subs_filter'],
  ...['ngx_http_brotli_filter', 'ngx_http_brotli_static', 'ngx_http_cache_purge', 'ngx_http_dav_ext'],
  ...['ngx_http_fancyindex', 'ngx_http_uploadprogress', 'ngx_http_upstream_fair', 'ngx_http_auth_pam'],
  ...['ngx_http_image_filter', 'ngx_http_xslt_filter', 'ngx_http_geoip', 'ngx_http_geoip2', 'ngx_http_js'],
  ...['ngx_stream_geoip', 'ngx_stream_geoip2', 'ngx_stream_js'],
].map((name) => `${name}_module.so`);
const SHIPPED = '/usr/lib/nginx/modules';
/** Where a configuration stands in the private root, and its prefix, as Debian's nginx has them. */
export const CONF_FOLDER = '/etc/nginx';

/**
 * A small root directory in which `nginx -t` finds itself, its libraries and the folders that it expects. Every path
 * that a configuration names can be made in it, without a change to the configuration and without one to the machine.
 * @param {string[]} moduleFolders more folders with `.so` files; their libraries may lie in `../lib`
 */
export class BaseRoot {
  /** @type {string} */ directory = mkdtempSync(join(tmpdir(), 'nginx-agreement-'));
  /** @type {string[]} */ modules = [];

  constructor(moduleFolders) {
    const base = (this.base = join(this.directory, 'base'));
    const folders = [SHIPPED, ...moduleFolders];
    const found = MODULES.flatMap(
      (name) => folders.map((folder) => join(folder, name)).find(existsSync) ?? [],
    );
    const librariesBeside = moduleFolders.map((folder) => join(folder, '..', 'lib')).join(':');
    const whole = found.filter((file) => this.#bring(file, librariesBeside));
    this.#bring('/usr/sbin/nginx', '');
    for (const file of ['/usr/sbin/nginx', ...whole]) {
      const to = join(base, file === '/usr/sbin/nginx' ? file : join(SHIPPED, basename(file)));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(file, to);
      if (file !== '/usr/sbin/nginx') this.modules.push(join(SHIPPED, basename(file)));
    }
    for (const folder of ['/etc/nginx', '/usr/share/lua', '/usr/share/luajit-2.1']) {
      if (existsSync(folder))
        cpSync(folder, join(base, folder), { recursive: true, dereference: true, filter: readable });
    }
    rmSync(join(base, 'etc/nginx/modules-enabled'), { recursive: true, force: true });
    rmSync(join(base, 'etc/nginx/sites-enabled'), { recursive: true, force: true });
    const expected = [
      'dev/shm',
      'tmp',
      'run',
      'var/run',
      'var/log/nginx',
      'var/lib/nginx',
      'var/cache/nginx',
      'proc',
    ];
    for (const folder of [
      ...expected,
      'usr/share/nginx/html',
      'usr/share/nginx/logs',
      'usr/share/nginx/conf',
    ])
      mkdirSync(join(base, folder), { recursive: true });
    // As Debian's package has it.
    symlinkSync('../../lib/nginx/modules', join(base, 'usr/share/nginx/modules'));
    const files = {
      'etc/passwd': 'root:x:0:0::/:/\nnobody:x:65534:65534::/:/\nwww-data:x:33:33::/:/\n',
      'etc/group': 'root:x:0:\nnogroup:x:65534:\nwww-data:x:33:\n',
      'etc/hosts': '127.0.0.1 localhost\n::1 ip6-localhost\n',
      // No name server is asked: what is not in `hosts` does not exist.
      'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\nservices: files\n',
      ...Object.fromEntries(['null', 'stdout', 'stderr', 'zero'].map((name) => [`dev/${name}`, ''])),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text);
    this.#certificate();
  }

  /** Copies the libraries that a program needs; false where one is missing. */
  #bring(file, more) {
    const text = execFileSync('ldd', [file], {
      encoding: 'utf8',
      env: { ...process.env, LD_LIBRARY_PATH: more },
    });
    if (/not found/.test(text)) return false;
    for (const [, path] of text.matchAll(/(\/\S+) \(0x/g)) {
      const isOurs = path.startsWith('/lib') || path.startsWith('/usr/lib');
      const home = isOurs ? path : `/usr/lib/x86_64-linux-gnu/${basename(path)}`;
      const to = join(this.base, home);
      if (existsSync(to)) continue;
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(path, to);
    }
    return true;
  }

  #certificate() {
    const key = join(this.directory, 'key.pem');
    const certificate = join(this.directory, 'certificate.pem');
    const how = ['-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=example.org'];
    execFileSync('openssl', ['req', '-x509', ...how, '-keyout', key, '-out', certificate], {
      stdio: 'ignore',
    });
    // Certificate and key in one, so that whichever a directive names is found in it.
    this.pem = readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8');
    const params = ['genpkey', '-genparam', '-algorithm', 'DH', '-pkeyopt', 'group:ffdhe2048'];
    this.dhparam = execFileSync('openssl', params, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }

  /** A root of its own for one configuration; its files are shared with the base until they are replaced. */
  open() {
    const directory = mkdtempSync(join(this.directory, 'root-'));
    execFileSync('cp', ['-al', `${this.base}/.`, directory]);
    return new Root(this, directory);
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const readable = (path) => existsSync(path);

export class Root {
  constructor(base, directory) {
    this.base = base;
    this.directory = directory;
  }

  path(name) {
    return join(this.directory, name);
  }

  read(name) {
    const path = this.path(name);
    return existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;
  }

  list(name) {
    const path = this.path(name);
    return existsSync(path) && statSync(path).isDirectory() ? readdirSync(path) : undefined;
  }

  /** Replaces a file; the one of the base that it may be linked to stays as it is. */
  write(name, content) {
    const path = this.path(posix.normalize(name));
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path) && lstatSync(path).isDirectory()) return;
    rmSync(path, { force: true });
    writeFileSync(path, content);
  }

  append(name, line) {
    this.write(name, `${this.read(name)?.toString() ?? ''}${line}\n`);
  }

  folder(name) {
    mkdirSync(this.path(name), { recursive: true });
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
