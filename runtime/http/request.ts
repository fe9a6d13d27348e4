import type { IncomingMessage, ServerResponse } from 'node:http';
import { abort, type Abort, type LuaRef, type LuaTask } from '../../lua-engine/index.js';
import type { Location, Program, Server } from '../program/index.js';
import type { LogContext, WriteLog } from '../services.js';
import { RequestBody } from './body.js';
import type { Connection } from './connection.js';
import { HeadersOut } from './headers-out.js';
import { Output } from './output.js';

export interface HeaderIn {
  readonly name: string;
  readonly value: string;
}

/** What a request needs of the server around it. */
export interface RequestSurroundings {
  readonly program: Program;
  /** Runs the header filters of the request's location; before the headers go out. */
  filterHeaders(request: HttpRequest): void;
  /** Runs the body filters over one piece. */
  /** Ends the request with a status, as the phases do; says whether a location has to be found again. */
  answer(request: HttpRequest, status: number): 'finished' | 'locate';
  log: WriteLog;
  filterBody(request: HttpRequest, text: string, isLast: boolean): { text: string; isLast: boolean };
}

/** One HTTP request on its way through the phases. Strings are binary strings. */
export class HttpRequest {
  readonly startTime = Date.now();
  readonly requestLine: string;
  /** `$request_uri`. */
  readonly rawUri: string;
  readonly protocol: string;
  readonly originalMethod: string;
  method: string;
  /** Normalised, decoded. */
  uri = '/';
  args = '';
  hasArgs = false;
  headersIn: HeaderIn[];
  readonly headersOut = new HeadersOut();
  readonly output: Output;
  readonly body: RequestBody;
  server!: Server;
  location!: Location;
  /** `ngx.ctx`. */
  ctx: LuaRef | undefined;
  captures: readonly (string | undefined)[] | undefined;
  namedCaptures: Readonly<Record<string, string | undefined>> | undefined;
  /** Whether the response may leave the connection open. */
  keepalive = true;
  isInternal = false;
  /** The named location that an internal redirect goes to. */
  namedTarget: string | undefined;
  /** The client has gone. */
  isAborted = false;
  uriChanged = false;
  /** An internal redirect was asked for that begins with the server's rewrite phase. */
  restarts = false;
  /** The handler that runs, or ran last. */
  task: LuaTask | undefined;
  /** How many internal redirects are left (NGX_HTTP_MAX_URI_CHANGES). */
  redirectsLeft = 10;
  contentTypeIsSet = false;
  /** An error page was asked for already: its own error has none. */
  hasErrorPage = false;
  /** What ngx.exit in a header filter asked for. */
  filterExit: number | undefined;
  readonly variables = new Map<string, string | undefined>();

  constructor(
    readonly incoming: IncomingMessage,
    readonly response: ServerResponse,
    readonly connection: Connection,
    private readonly surroundings: RequestSurroundings,
  ) {
    this.method = this.originalMethod = incoming.method ?? 'GET';
    this.rawUri = incoming.url ?? '/';
    this.protocol = `HTTP/${incoming.httpVersion}`;
    this.requestLine = `${this.method} ${this.rawUri} ${this.protocol}`;
    this.headersIn = pairs(incoming.rawHeaders);
    this.output = new Output(this, surroundings);
    this.body = new RequestBody(incoming);
  }

  get program(): Program {
    return this.surroundings.program;
  }

  /** The host that the request names, lower case and without its port. */
  get host(): string {
    return hostOf(this.header('Host'));
  }

  get isHttp10(): boolean {
    return this.incoming.httpVersionMajor === 1 && this.incoming.httpVersionMinor === 0;
  }

  get isHeaderOnly(): boolean {
    return this.method === 'HEAD';
  }

  /** The values of a request header joined as nginx joins them. */
  header(name: string): string | undefined {
    const lower = name.toLowerCase();
    const values = this.headersIn
      .filter((line) => line.name.toLowerCase() === lower)
      .map(({ value }) => value);
    if (values.length === 0) return undefined;
    return values.join(lower === 'cookie' ? '; ' : ', ');
  }

  removeHeader(name: string): void {
    const lower = name.toLowerCase();
    this.headersIn = this.headersIn.filter((line) => line.name.toLowerCase() !== lower);
  }

  setVariable(name: string, value: string | undefined): void {
    if (name === 'args') {
      this.args = value ?? '';
      this.hasArgs = this.args !== '';
    } else this.variables.set(name, value);
  }

  /** ngx.req.set_uri(uri, true): the handler ends, and the location is looked for again. */
  jump(): Abort {
    return abort({ kind: 'jump' });
  }

  /** Ends with nginx's page (or the configured one) for a status. */
  answer(status: number): 'finished' | 'locate' {
    return this.surroundings.answer(this, status);
  }

  logError(message: string): void {
    this.surroundings.log('error', message, this.logContext());
  }

  /** Closes the connection without a further byte (444, errors behind the headers). */
  drop(): void {
    this.isAborted = true;
    this.output.isEnded = true;
    this.response.destroy();
  }

  logContext(): LogContext {
    const host = this.header('Host');
    const referrer = this.header('Referer');
    return {
      connection: this.connection.number,
      client: this.connection.remoteAddress,
      server: this.serverName,
      request: this.requestLine,
      ...(host !== undefined && { host }),
      ...(referrer !== undefined && { referrer }),
    };
  }

  /** `$server_name`; a request that found no server yet has none. */
  get serverName(): string {
    return (this.server as Server | undefined)?.names[0] ?? '';
  }
}

function pairs(raw: readonly string[]): HeaderIn[] {
  const headers: HeaderIn[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push({ name: raw[at]!, value: raw[at + 1]! });
  return headers;
}

/** Host without its port, lower case; a trailing dot is dropped (ngx_http_validate_host). */
function hostOf(header: string | undefined): string {
  if (header === undefined) return '';
  const bare = header.startsWith('[') ? header.replace(/\]:\d*$/, ']') : header.replace(/:.*$/, '');
  return bare.toLowerCase().replace(/\.$/, '');
}
