import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type ListenOptions } from 'node:net';
import type { Listen } from '../program/types.js';
import type { Binding } from '../services.js';
import { planAddress, showAddress, type AddressRules } from './addresses.js';
import { StartError } from './options.js';
import { codeOf, describeSystemError } from './system-error.js';

export interface BindRules extends AddressRules {
  readonly freePorts: boolean;
  /** Addresses that this runtime has bound already (before a reload), as showAddress prints them. */
  readonly held: ReadonlySet<string>;
  /** nginx -t: a taken port is no fault, because the running server may be the one that has it. */
  readonly mayBeTaken: boolean;
}

export interface BindOutcome {
  readonly bindings: readonly Binding[];
  /** What to say once at start. */
  readonly notes: readonly string[];
}

/**
 * Finds out where every `listen` goes by binding each address once for a moment, so that nothing is started
 * that cannot serve. Throws StartError in nginx's words.
 */
export async function findBindings(listens: readonly Listen[], rules: BindRules): Promise<BindOutcome> {
  const bindings: Binding[] = [];
  const notes: string[] = [];
  const tried = new Map<string, number | undefined>();
  for (const [index, listen] of listens.entries()) {
    const planned = planAddress(listen, rules);
    if ('refused' in planned) throw new StartError([`${planned.refused} in ${listen.file}:${listen.line}`]);
    if (planned.note !== undefined) notes.push(planned.note);
    const shown = showAddress(planned);
    if (!tried.has(shown)) tried.set(shown, await findPort(listen, planned, rules, notes));
    const port = tried.get(shown);
    if (port === undefined) continue;
    const { text: configured, file, line } = listen;
    bindings.push({ listen: index, configured, address: planned.address, port, file, line });
  }
  if (bindings.length === 0 && listens.length > 0)
    throw new StartError([`no address of the configuration can be bound`], notes.at(-1));
  return { bindings, notes };
}

/** The port that can be bound; undefined where the machine has no IPv6. Adds to `notes` what it changed. */
async function findPort(
  listen: Listen,
  planned: { readonly address: string; readonly port: number },
  rules: BindRules,
  notes: string[],
): Promise<number | undefined> {
  const shown = showAddress(planned);
  if (rules.held.has(shown)) return planned.port;
  try {
    await tryToBind(planned);
    return planned.port;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EADDRINUSE' && rules.mayBeTaken) return planned.port;
    if ((code === 'EADDRINUSE' || code === 'EACCES') && rules.freePorts && !listen.isUnix) {
      const port = await tryToBind({ ...planned, port: 0 });
      const reason = code === 'EACCES' ? 'needs special rights' : 'is in use';
      notes.push(`${shown} ${reason}: listening on ${showAddress({ ...planned, port })} instead`);
      return port;
    }
    if (listen.address === '::' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) {
      notes.push(`listen ${listen.text} is left out: this machine has no IPv6`);
      return undefined;
    }
    throw bindError(listen, shown, error);
  }
}

function bindError(listen: Listen, shown: string, error: unknown): StartError {
  const line = `bind() to ${shown} failed ${describeSystemError(error)} in ${listen.file}:${listen.line}`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        [line],
        'Another program listens there. Stop it, write another port, or let the runtime choose one: --free-ports',
      );
    case 'EACCES':
      return new StartError(
        [line],
        listen.isUnix
          ? 'The folder of the socket is not writable.'
          : 'Ports below 1024 need special rights. Write a higher port, such as 8080, or let the runtime choose one: --free-ports',
      );
    default:
      return new StartError([line]);
  }
}

/** Binds, looks at the port and lets go again. Rejects with the system's error. */
async function tryToBind(address: { readonly address: string; readonly port: number }): Promise<number> {
  const path = address.address.startsWith('unix:') ? address.address.slice(5) : undefined;
  if (path !== undefined) await removeStaleSocket(path);
  const options: ListenOptions =
    path === undefined
      ? { host: address.address, port: address.port, ipv6Only: true, exclusive: true }
      : { path, exclusive: true };
  const server = createServer();
  server.listen(options);
  await once(server, 'listening');
  const port = path === undefined ? (server.address() as AddressInfo).port : 0;
  server.close();
  await once(server, 'close');
  return port;
}

/** Removes a socket that a killed process left behind: one that nobody answers on. */
export async function removeStaleSocket(path: string): Promise<void> {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') rmSync(path, { force: true });
  } finally {
    probe.destroy();
  }
}
