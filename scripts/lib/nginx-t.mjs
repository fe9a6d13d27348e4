import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian and nginx.org put what the judge needs. */
const COMMANDS = ['/usr/sbin/nginx', '/usr/bin/nginx'];
const MODULES = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map(
  (name) => `/usr/lib/nginx/modules/${name}`,
);

/** Where more of Debian's modules lie, unpacked, and their libraries in `../lib`. */
const MORE = process.env.NGINX_MODULES;

/**
 * The modules that a case says it needs beside those that all have: `# modules: ngx_http_headers_more_filter` in its first
 * line. @returns {string[] | undefined} their files in the order to load; undefined where one is not here
 */
export function modulesOf(conf) {
  const [, names = ''] = /^# modules: (.*)/.exec(conf) ?? [];
  const found = names
    .split(' ')
    .filter(Boolean)
    .map((name) =>
      [...(MORE ? [MORE] : []), '/usr/lib/nginx/modules']
        .map((folder) => `${folder}/${name}_module.so`)
        .find((file) => existsSync(file)),
    );
  return found.every((file) => file !== undefined) ? found : undefined;
}

/** Why no truth can be had on this machine, or undefined. @returns {string | undefined} */
export function judgeMissing() {
  if (!COMMANDS.some((command) => existsSync(command))) return 'nginx is not installed';
  const missing = MODULES.find((module) => !existsSync(module));
  return missing === undefined ? undefined : `${missing} is not installed`;
}

/**
 * What keeps `nginx -t` inside its prefix, so that it needs no rights: the places that it creates or opens even
 * when it only tests. They stand behind the first `http {`, on its line, so that no line number changes; what the
 * configuration sets anywhere by itself is left to it.
 * @param {string} conf
 */
export function withWritablePaths(conf) {
  const places = [
    ['access_log', 'access.log'],
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => [`${name}_temp_path`, name]),
  ].filter(([name]) => !new RegExp(String.raw`\b${name}\b`).test(conf));
  const line = places.map((words) => `${words.join(' ')};`).join(' ');
  return conf.replace(/^(\s*http\s*\{)/m, `$1 ${line}`);
}

/**
 * Runs `nginx -t` on `nginx.conf` in `directory`, which is also its prefix, and so the place of all relative names.
 * @param {string} directory
 * @param {string} conf what the file holds: it decides what may not be said a second time on the command line
 * @returns {Promise<{ accepted: boolean, said: string[] }>} what nginx said, as `[level] message`, in order; a
 *   message that quotes a line feed keeps it. Rejects where nginx crashes or hangs.
 */
export function nginxT(directory, conf) {
  const globals = [
    ...(/\bload_module\b/.test(conf)
      ? []
      : [...MODULES, ...(modulesOf(conf) ?? [])].map((path) => `load_module ${path};`)),
    ...(/\bpid\b/.test(conf) ? [] : ['pid nginx.pid;']),
  ].join(' ');
  const args = ['-t', '-p', './', '-c', 'nginx.conf', '-e', 'stderr', ...(globals ? ['-g', globals] : [])];
  const command = COMMANDS.find((path) => existsSync(path)) ?? 'nginx';
  const env = MORE ? { ...process.env, LD_LIBRARY_PATH: `${MORE}/../lib` } : process.env;
  const options = { cwd: directory, encoding: 'utf8', timeout: 20_000, env };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, options, (error, _out, text) => {
      if (child.exitCode === 0 || child.exitCode === 1)
        resolve({ accepted: child.exitCode === 0, said: recordsOf(text) });
      else
        reject(
          new Error(`nginx -t ended with ${child.signalCode ?? child.exitCode}: ${text}`, { cause: error }),
        );
    });
  });
}

const RECORD = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |nginx: )(\[\w+\]) (?:\d+#\d+: )?/;
const SUMMARY = /^nginx: (?:the )?configuration file \S+ /;
/** nginx says this to everyone who is not root, whatever the configuration. */
const ABOUT_US =
  /the "user" directive makes sense only if the master process runs with super-user privileges/;

/** @param {string} text */
export function recordsOf(text) {
  const records = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    if (SUMMARY.test(line)) continue;
    if (RECORD.test(line)) records.push(line.replace(RECORD, '$1 ').replaceAll(' in ./', ' in '));
    else if (records.length > 0) records[records.length - 1] += `\n${line}`;
  }
  return records.filter((record) => !ABOUT_US.test(record));
}
