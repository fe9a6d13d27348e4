import { isTakenHeader, refusal } from './request-line.js';
import { evaluate } from './variables.js';
import {
  createServer,
  type IncomingMessage,
  type Server as NodeServer,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Listen, Program } from '../program/index.js';
import type { Binding, ProcessServices } from '../services.js';
import type { RuntimeVm } from '../vm/index.js';
import { replaceResponse } from './answer.js';
import { writeAccessLogs } from './access-log.js';
import type { Connection } from './connection.js';
import { VmLuaRunner } from './lua-runner.js';
import { answer, runPhases } from './phases.js';
import { conditionalStatus, makeNotModified } from './not-modified.js';
import { HttpRequest, type RequestSurroundings } from './request.js';
import { errorPage, SERVER_TOKEN } from './status-lines.js';
import { httpTime } from '../ngx/dates.js';
import { ServerSelector } from './select-server.js';
import { normalizeUri, splitUri } from './uri.js';

/** A request that is over. */
export interface FinishedRequest {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

/** Statuses for which add_header without `always` speaks (ngx_http_headers_filter). */
const withHeaders: ReadonlySet<number> = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308]);

/** One worker's HTTP side: listens, and runs every request through the phases. */
export class HttpWorker {
  readonly counters = { requests: 0, connections: 0 };
  onRequest: ((request: FinishedRequest) => void) | undefined;
  readonly #servers: NodeServer[] = [];
  readonly #selector: ServerSelector;
  readonly #lua: VmLuaRunner;
  readonly #connections = new WeakMap<Socket, Connection>();
  /** The request before on the same connection: nginx takes the next one up when it is done. */
  readonly #busy = new WeakMap<Socket, Promise<void>>();
  #active = 0;
  #isQuitting = false;
  #whenIdle: (() => void) | undefined;

  constructor(
    private readonly program: Program,
    private readonly runtime: RuntimeVm,
    private readonly services: ProcessServices,
    private readonly bindings: readonly Binding[],
  ) {
    this.#selector = new ServerSelector(program.servers);
    this.#lua = new VmLuaRunner(runtime);
  }

  /** Resolves when every binding accepts; rejects with the system's error. */
  async listen(): Promise<void> {
    await Promise.all(this.bindings.map((binding) => this.#listenOn(binding)));
  }

  /** Stops accepting, lets the requests that run end, and closes what idles. */
  async quit(): Promise<void> {
    this.#isQuitting = true;
    this.runtime.expireTimers();
    const closed = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
        }),
    );
    if (this.#active > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    for (const server of this.#servers) server.closeAllConnections();
    await Promise.all(closed);
  }

  /** The ports that are bound, in the order of the bindings; 0 for a unix socket. */
  ports(): number[] {
    return this.#servers.map((server) => {
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    });
  }

  /** Ends at once. */
  close(): void {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  #listenOn(binding: Binding): Promise<void> {
    const listen = this.program.listens[binding.listen];
    if (listen === undefined) throw new Error(`no listen directive ${binding.listen}`);
    const server = createServer({
      keepAlive: true,
      requireHostHeader: false,
      insecureHTTPParser: true,
      noDelay: true,
      maxHeaderSize: 32 * 1024,
    });
    // A client that has said all it has to say (`nc -N`) still gets its answer, as from nginx.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.keepAliveTimeout = this.program.servers[0]?.root.settings.keepaliveTimeout ?? 75_000;
    server.requestTimeout = 0;
    server.on('connection', (socket) => this.#accept(socket));
    server.on('request', (incoming, response) => this.#take(incoming, response, listen));
    server.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#take(incoming, response, listen);
    });
    server.on('clientError', (_error, socket) => refuse(socket));
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      const isUnix = binding.address.startsWith('unix:');
      const where = isUnix
        ? { path: binding.address.slice('unix:'.length) }
        : { host: binding.address, port: binding.port, ipv6Only: true };
      server.listen({ ...where, backlog: 511 }, () => {
        server.removeListener('error', reject);
        server.on('error', (error) => this.services.log('alert', `accept() failed (${error.message})`));
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    this.counters.connections += 1;
    this.#connections.set(socket, {
      number: this.counters.connections,
      requests: 0,
      startTime: Date.now(),
      remoteAddress: plainAddress(socket.remoteAddress),
      remotePort: socket.remotePort ?? 0,
      localAddress: plainAddress(socket.localAddress),
      localPort: socket.localPort ?? 0,
    });
  }

  #take(incoming: IncomingMessage, response: ServerResponse, listen: Listen): void {
    const { socket } = incoming;
    const run = (): Promise<void> => this.#handle(incoming, response, listen);
    const before = this.#busy.get(socket);
    const current = before === undefined ? run() : before.then(run);
    this.#busy.set(socket, current);
    void current.then(() => {
      if (this.#busy.get(socket) === current) this.#busy.delete(socket);
    });
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse, listen: Listen): Promise<void> {
    const connection = this.#connections.get(incoming.socket);
    if (connection === undefined) return;
    connection.requests += 1;
    this.counters.requests += 1;
    this.#active += 1;
    const request = new HttpRequest(incoming, response, connection, this.#surroundings());
    const gone = new Promise<void>((resolve) =>
      response.once('close', () => {
        if (!request.output.isEnded) {
          request.isAborted = true;
          this.services.log('info', 'client prematurely closed connection', request.logContext());
          if (request.location.settings.checkClientAbort) request.task?.cancel();
        }
        resolve();
      }),
    );
    try {
      await this.#run(request, listen);
      if (!request.output.isEnded) request.drop();
    } catch (error) {
      this.#fault(request, error);
    }
    await Promise.race([gone, finished(response)]);
    this.#log(request);
    this.#active -= 1;
    if (this.#active === 0) this.#whenIdle?.();
  }

  async #run(request: HttpRequest, listen: Listen): Promise<void> {
    const server = this.#selector.select(listen, request.host);
    if (server === undefined) return;
    request.server = server;
    request.location = server.root;
    request.keepalive =
      wantsKeepalive(request) && server.root.settings.keepaliveTimeout > 0 && !this.#isQuitting;
    const raw = request.rawUri.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
    const { path, args, hasQuery } = splitUri(raw);
    const { method = '', httpVersion: version } = request.incoming;
    const refused = refusal({ method, target: request.rawUri, version, headers: request.headersIn });
    if (refused !== undefined) {
      // What follows on this connection may be anything.
      request.keepalive = false;
      request.answer(refused);
      return;
    }
    request.headersIn = request.headersIn.filter(({ name }) => isTakenHeader(name, server));
    const uri = raw.startsWith('/') ? normalizeUri(path, server.mergeSlashes) : undefined;
    const isBadHost = request.header('Host') === undefined && !request.isHttp10;
    if (uri === undefined || isBadHost) {
      request.answer(400);
      return;
    }
    request.uri = uri;
    request.args = args;
    request.hasArgs = hasQuery;
    await runPhases(request, server, this.#lua);
  }

  #surroundings(): RequestSurroundings {
    return {
      program: this.program,
      log: this.services.log,
      answer: (request, status) => answer(request, status),
      filterHeaders: (request) => this.#filterHeaders(request),
      filterBody: (request, text, isLast) => {
        const handler = request.location.settings.handlers.body_filter;
        if (handler === undefined) return { text, isLast };
        const filter = { text, isLast };
        if (!this.#lua.runFilter(handler, { phase: 'body_filter', request, filter })) request.drop();
        return filter;
      },
    };
  }

  /** nginx's order: conditions, then Lua, then add_header (the module's filter stands before the headers filter). */
  #filterHeaders(request: HttpRequest): void {
    const conditional = conditionalStatus(request);
    if (conditional === 304) {
      makeNotModified(request);
      request.output.replaceBody('');
    } else if (conditional === 412) replaceResponse(request, 412);
    this.#runHeaderFilter(request);
    for (const { name, value, always } of request.location.settings.addHeaders) {
      if (!always && !withHeaders.has(request.headersOut.status)) continue;
      const text = evaluate(value, request);
      if (text !== '') addHeader(request, name, text);
    }
    if (request.headersOut.allowsRanges) request.headersOut.add('Accept-Ranges', 'bytes');
  }

  #runHeaderFilter(request: HttpRequest): void {
    const handler = request.location.settings.handlers.header_filter;
    if (handler === undefined) return;
    request.output.headersSent = false;
    const passed = this.#lua.runFilter(handler, { phase: 'header_filter', request });
    request.output.headersSent = true;
    if (!passed) request.drop();
    else if (request.filterExit !== undefined && request.filterExit !== 0) {
      replaceResponse(request, request.filterExit);
    }
  }

  #log(request: HttpRequest): void {
    const handler = request.location.settings.handlers.log;
    if (handler !== undefined) this.#lua.runFilter(handler, { phase: 'log', request });
    writeAccessLogs(request, this.services);
    this.onRequest?.({ method: request.originalMethod, uri: request.uri, status: request.headersOut.status });
  }

  /** An error of our own, or the engine's end: the client gets 500 (or nothing), and the process decides. */
  #fault(request: HttpRequest, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.services.log('alert', text, request.logContext());
    request.drop();
    if (error instanceof Error && error.name === 'EngineCrash') {
      // As with a segmentation fault in nginx: the worker ends, and the master starts another one.
      setImmediate(() => {
        throw error;
      });
    }
  }
}

function addHeader({ headersOut }: HttpRequest, name: string, text: string): void {
  if (name.toLowerCase() === 'last-modified') {
    headersOut.lastModified = undefined;
    headersOut.set(name, text);
  } else headersOut.add(name, text);
}

function finished(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.writableFinished || response.destroyed) resolve();
    else response.once('finish', () => resolve());
  });
}

function wantsKeepalive(request: HttpRequest): boolean {
  const connection = request.header('Connection')?.toLowerCase() ?? '';
  if (connection.includes('close')) return false;
  return !request.isHttp10 || connection.includes('keep-alive');
}

function plainAddress(address: string | undefined): string {
  if (address === undefined || address === '') return 'unix:';
  return address.replace(/^::ffff:/, '');
}

/** What the HTTP parser refuses gets nginx's page for 400. */
function refuse(socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const page = errorPage(400, SERVER_TOKEN) ?? '';
  const head = [
    'HTTP/1.1 400 Bad Request',
    `Server: ${SERVER_TOKEN}`,
    `Date: ${httpTime(Date.now() / 1000)}`,
    'Content-Type: text/html',
    `Content-Length: ${page.length}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${page}`);
}
