import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { globFiles } from './files.mjs';
import { testConfigurations } from './agreement-test-nginx.mjs';

const NAMES = /(?:\.conf|\.nginx|\.vhost|nginx[\w.-]*\.(?:template|tmpl|tpl|conf\.\w+))$|\/sites-(?:available|enabled)\/[^/]+$/;
const NOT_NGINX = /(?:^|\/)(?:\.git|node_modules)\/|sysctl|supervisor|logrotate|fluent|redis|haproxy|apache|php|dnsmasq|systemd|ld\.so/i;
const LARGEST = 400_000;

/**
 * A configuration to be judged.
 * @typedef {object} Source
 * @property {string} name what the report calls it
 * @property {string} text
 * @property {string} file the name it gets in its folder
 * @property {string | undefined} folder what stands beside it, to be copied along
 * @property {boolean} isRoot whether it is a whole configuration; otherwise the context that fits is to be found
 * @property {string} project
 */

/** All configurations below a project: files, code in its manuals, and the sections of Test::Nginx. @returns {Source[]} */
export function sourcesOf(project, isRootText) {
  const files = globFiles(project, (file) => !NOT_NGINX.test(relative(project, file)));
  const small = files.filter((file) => statSync(file).size < LARGEST);
  const roots = new Set(
    small.filter((file) => /(?:^|\/)nginx\.conf$/.test(file)).map((file) => dirname(file)),
  );
  const found = [];
  for (const file of small) {
    const name = relative(dirname(project), file);
    if (NAMES.test(file)) {
      const text = readFileSync(file, 'utf8');
      const isRoot = isRootText(text);
      const folder = isRoot ? dirname(file) : nearest(dirname(file), project, roots);
      found.push({ name, text, file: relative(folder, file), folder, isRoot, project });
    } else if (file.endsWith('.md')) {
      for (const { line, text } of fences(readFileSync(file, 'utf8')))
        found.push({ name: `${name}:${line}`, text, file: 'manual.conf', isRoot: isRootText(text), project });
    } else if (/\/t\/.*\.t$/.test(file)) {
      for (const { title, text } of testConfigurations(readFileSync(file, 'utf8')))
        found.push({ name: `${name} ${title}`, text, file: 'nginx.conf', isRoot: true, project });
    }
  }
  return found;
}

/** The folder of the configuration that a snippet probably belongs to. */
function nearest(folder, project, roots) {
  for (let at = folder; at.startsWith(project); at = dirname(at)) {
    if (roots.has(at)) return at;
    if (existsSync(join(at, 'nginx.conf.erb'))) return at;
  }
  return folder;
}

/** The code blocks of a manual that say that they are nginx's. */
function* fences(text) {
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const open = /^(\s*)(`{3,})\s*(?:nginx|conf)\b/i.exec(lines[index]);
    if (open === null) continue;
    const end = lines.findIndex((line, at) => at > index && line.trim().startsWith(open[2]));
    if (end === -1) return;
    yield { line: index + 2, text: `${lines.slice(index + 1, end).join('\n')}\n` };
    index = end;
  }
}

/** Where a snippet may belong: what stands before and behind the `include` of it. The likeliest first. */
export const WRAPPERS = {
  http: ['events {} http {', '}'],
  server: ['events {} http { server {', '} }'],
  location: ['events {} http { server { location /agreement/ {', '} } }'],
  main: ['', ' events {}'],
  upstream: ['events {} http { upstream agreement {', '} }'],
  stream: ['events {} stream {', '}'],
  events: ['events {', '}'],
};
