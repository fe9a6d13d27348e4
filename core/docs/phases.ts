/**
 * The phases of ngx_lua, and the sets of them that calls share. The manual's lists are incomplete; where ngx_lua's C
 * sources check the phase of a call, these sets are what they check.
 */
const phasesOf = (names: string): readonly string[] => names.split(' ').map((name) => `${name}_by_lua`);

/** A timer's callback, which no directive names. */
const timer = 'ngx.timer';

const ssl = phasesOf('ssl_client_hello ssl_certificate ssl_session_fetch ssl_session_store');
const proxySsl = phasesOf('proxy_ssl_certificate proxy_ssl_verify');

/** Where an answer can be made. */
export const answering: readonly string[] = phasesOf('server_rewrite rewrite access precontent content');

/** Where subrequests can be made. */
export const capturing: readonly string[] = phasesOf('rewrite access content');

/** Where a call may wait while the worker goes on with other requests. */
export const yielding: readonly string[] = [
  ...answering,
  timer,
  ...phasesOf('ssl_client_hello ssl_certificate ssl_session_fetch'),
  ...proxySsl,
];

/** Where a client's request exists. In the handshake (`ssl_*`), in timers and in init there is none. */
export const ofRequest: readonly string[] = [
  ...phasesOf('set server_rewrite rewrite access precontent content header_filter body_filter log balancer'),
  ...proxySsl,
];

export const ofExit: readonly string[] = [
  ...answering,
  ...phasesOf('header_filter balancer'),
  timer,
  ...ssl,
  ...proxySsl,
];

/** Every phase, in the order of a server's and a request's life. */
export const allPhases: readonly string[] = [
  ...phasesOf('init init_worker'),
  ...ssl,
  ...ofRequest,
  timer,
  ...phasesOf('exit_worker'),
];

const without = (...names: readonly string[]): readonly string[] =>
  allPhases.filter((phase) => !names.includes(phase));

/** A worker runs, though there may be no request. */
export const notInit: readonly string[] = without('init_by_lua');

/** A worker runs and its siblings are known. */
export const inWorkers: readonly string[] = without('init_by_lua', 'init_worker_by_lua');

/** Where timers can be made. */
export const timers: readonly string[] = without('init_by_lua', 'exit_worker_by_lua');

/** Where coroutines can be made: where a call may wait, and where Lua's own ones take their place. */
export const coroutines: readonly string[] = [
  ...phasesOf('init'),
  ...yielding,
  ...phasesOf('header_filter body_filter ssl_session_store'),
];
