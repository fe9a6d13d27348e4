import { existsSync, readFileSync } from 'node:fs';
import { basename, posix } from 'node:path';

/**
 * What a machine lacks, by nginx's message, and how the private root gets it. None changes the configuration.
 * A remedy returns false where nothing can be done: then nginx's message is about the configuration, or about
 * something that cannot be made here.
 * @type {[RegExp, (root: import('./agreement-root.mjs').Root, match: RegExpExecArray, sources: string[]) => boolean][]}
 */
const REMEDIES = [
  [/^open\(\) "([^"]+)" failed \(2:/, provide],
  [
    /^(?:mkdir|bind)\(\) (?:to unix:)?"?(\/[^"\s]+)"? failed \(2:/,
    (root, [, path]) => made(root.folder(posix.dirname(path))),
  ],
  [/^host not found in [^"]*"([^"]+)"/, host],
  [
    /^getpwnam\("([\w.-]+)"\) failed/,
    (root, [, name]) => made(root.append('/etc/passwd', `${name}:x:999:999::/:/`)),
  ],
  [/^getgrnam\("([\w.-]+)"\) failed/, (root, [, name]) => made(root.append('/etc/group', `${name}:x:999:`))],
  [/^cannot load certificate(?: key)? "([^"]+)"/, pem],
  [/^SSL_CTX_load_verify_locations\("([^"]+)"\) failed/, pem],
  [/^X509_LOOKUP_load_file\("([^"]+)"\) failed/, pem],
  [/^SSL_load_client_CA_file\("([^"]+)"\) failed/, pem],
  [/^SSL_CTX_use_PrivateKey_file\("([^"]+)"\) failed/, pem],
  [
    /^(?:BIO_new_file|PEM_read_bio_DHparams)\("([^"]+)"\) failed/,
    (root, [, path]) => made(root.write(path, root.base.dhparam)),
  ],
  [/^"([^"]+)" must be 48 or 80 bytes/, (root, [, path]) => made(root.write(path, 'k'.repeat(80)))],
];

/** Nobody can judge a configuration where nginx stops over one of these. */
const HERE_ONLY = [
  /^dlopen\(\) /,
  /^module ".*" is already loaded/,
  /^(?:GeoIP_open|GeoIP_\w+|MMDB_open)\(/,
  /^mmap\(.*failed/,
  /^bind\(\) to .* failed/,
  /^xmlParseFile|^xmlLoadEntity|^xsltParse/,
  /^ENGINE_by_id/,
  /failed \((?:12|13|20|21|40): /,
  /^failed to initialize Lua VM/,
  /^ngx_slab_alloc\(\) failed/,
  /^cannot load certificate.*PEM_read/,
];

const made = () => true;

function pem(root, [, path]) {
  root.write(path, root.base.pem);
  return true;
}

/** Only what could be the name of a host becomes one: `{{ backend }}` stays nginx's error. */
function host(root, [, name]) {
  const bare = name.replace(/^\[|\]$/g, '').replace(/:\d+$/, '');
  if (!/^[\w.-]+$/.test(bare) || /^[\d.]+$/.test(bare) || bare.length > 253) return false;
  root.append('/etc/hosts', `127.0.0.1 ${bare}`);
  return true;
}

/** A file that is named and not there: the distribution's, the project's own of the longest same ending, or empty. */
function provide(root, [, path], sources) {
  const shipped = `/etc/nginx/${basename(path)}`;
  if (
    /^(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)_params|fastcgi\.conf)$/.test(basename(path)) &&
    existsSync(shipped)
  )
    root.write(path, readFileSync(shipped));
  else {
    const parts = path.split('/');
    const ending = (count) => `/${parts.slice(-count).join('/')}`;
    let best;
    for (let count = 1; count < parts.length; count += 1) {
      const same = sources.filter((source) => source.endsWith(ending(count)));
      if (same.length === 0) break;
      best = same[0];
    }
    root.write(path, best === undefined ? '' : readFileSync(best));
  }
  return true;
}

/** Mends what a message is about. @returns {boolean} whether nginx may be asked again */
export function remedy(root, message, sources) {
  for (const [pattern, mend] of REMEDIES) {
    const match = pattern.exec(message);
    if (match) return mend(root, match, sources);
  }
  return false;
}

export function isAboutTheMachine(message) {
  return HERE_ONLY.some((pattern) => pattern.test(message));
}
