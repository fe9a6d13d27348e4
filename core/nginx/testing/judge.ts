import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `nginx -t` said about a configuration. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** nginx's first error; a few of its semantic errors name no line. `line` counts from 1. */
  | { readonly kind: 'rejected'; readonly message: string; readonly line?: number }
  /** nginx died or said nothing that we understand. */
  | { readonly kind: 'unclear'; readonly output: string };

const MODULES = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map(
  (name) => `/usr/lib/nginx/modules/${name}`,
);
const COMMANDS = ['/usr/sbin/nginx', '/usr/bin/nginx'];

/** Why there is no judge on this machine, or undefined if there is one. */
export function judgeMissing(): string | undefined {
  if (!COMMANDS.some((command) => existsSync(command))) return 'nginx is not installed';
  const missing = MODULES.find((module) => !existsSync(module));
  return missing === undefined ? undefined : `${missing} is not installed`;
}

/** A directory in which `nginx -t` runs; one configuration at a time. */
export class Judge {
  readonly directory: string;
  readonly #file: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.#file = join(directory, 'nginx.conf');
  }

  static async create(): Promise<Judge> {
    const directory = await mkdtemp(join(tmpdir(), 'nginx-judge-'));
    await mkdir(join(directory, 'logs'));
    return new Judge(directory);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Asks about a text of which each character is one byte. */
  async ask(conf: string): Promise<Verdict> {
    await writeFile(this.#file, Buffer.from(conf, 'latin1'));
    const output = await this.#run(conf);
    return readVerdict(output.text, output.code, this.#file);
  }

  /** All that nginx prints about a text, which is written to `nginx.conf` in the directory. */
  async output(conf: string): Promise<string> {
    await writeFile(this.#file, Buffer.from(conf, 'latin1'));
    return (await this.#run(conf)).text;
  }

  #run(conf: string): Promise<{ text: string; code: number | undefined }> {
    const command = COMMANDS.find((path) => existsSync(path)) ?? 'nginx';
    // A second `pid` is an error, so the configuration's own goes first.
    const pid = /\bpid\s/.test(conf) ? '' : ` pid ${this.directory}/nginx.pid;`;
    const modules = /\bload_module\s/.test(conf)
      ? ''
      : MODULES.map((path) => `load_module ${path};`).join(' ');
    const args = ['-t', '-p', this.directory, '-c', this.#file, '-g', `${modules}${pid} error_log stderr;`];
    return new Promise((resolve) => {
      const options = { encoding: 'latin1', timeout: 20_000 } as const;
      const child = execFile(command, args, options, (_error, _out, text) => {
        resolve({ text, code: child.exitCode ?? undefined });
      });
    });
  }
}

const LEVELS = /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d |nginx: )\[(?:emerg|alert|crit|error)\] (?:\d+#\d+: )?/;

function readVerdict(output: string, code: number | undefined, file: string): Verdict {
  if (code === 0) return { kind: 'accepted' };
  const start = output.split('\n').findIndex((line) => LEVELS.test(line));
  const end = output.lastIndexOf('\nnginx: configuration file ');
  if (code === undefined || start === -1) return { kind: 'unclear', output };
  // A message can quote a line feed of the configuration, so it ends at the place or at the next record.
  const text = output
    .slice(0, end === -1 ? undefined : end)
    .split('\n')
    .slice(start)
    .join('\n')
    .replace(LEVELS, '');
  const place = text.indexOf(` in ${file}:`);
  if (place === -1) return { kind: 'rejected', message: text.split('\n')[0] ?? '' };
  const line = Number.parseInt(text.slice(place + ` in ${file}:`.length), 10);
  return { kind: 'rejected', message: text.slice(0, place), line };
}
