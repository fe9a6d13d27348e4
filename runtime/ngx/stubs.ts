import type { ApiModule } from './api.js';

/** Functions of the manual that this runtime does not have yet: they are there, and say so when called. */
const unsupported = [
  'ngx.location.capture', 'ngx.location.capture_multi', 'ngx.on_abort', 'ngx.run_worker_thread',
  'ngx.socket.tcp', 'ngx.socket.udp', 'ngx.socket.stream', 'ngx.socket.connect', 'ngx.req.socket',
  'ngx.req.init_body', 'ngx.req.append_body', 'ngx.req.finish_body', 'ngx.req.set_body_file',
  'ngx.worker.pids', 'ndk.set_var',
] as const; // prettier-ignore

export const stubFunctions: ApiModule = () =>
  Object.fromEntries(
    unsupported.map((name) => [
      name,
      () => {
        throw new Error(`${name} is not supported by the embedded runtime yet`);
      },
    ]),
  );
