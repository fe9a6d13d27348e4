import type { Setters } from '../setter.js';
import { compileEach } from './http-slots.js';

/** ngx_http_echo_helper: every word may have variables; options are looked at with the request only. */
const COMMANDS = [
  ...['echo', 'echo_request_body', 'echo_sleep', 'echo_flush', 'echo_blocking_sleep', 'echo_reset_timer'],
  ...['echo_before_body', 'echo_after_body', 'echo_location_async', 'echo_location', 'echo_subrequest_async'],
  ...['echo_subrequest', 'echo_duplicate', 'echo_read_request_body', 'echo_foreach_split', 'echo_end'],
  ...['echo_abort_parent', 'echo_exec'],
];

export const echoSetters: Setters = Object.fromEntries(
  COMMANDS.map((name) => [`ngx_http_echo_${name}`, compileEach]),
);
