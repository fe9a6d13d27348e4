/** The command line was not understood: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const usage = `OpenResty Lens: where the state of an OpenResty program lives, and what several workers do to it

  openresty-lens check [options] PATH…        look for faults without running anything
    --format pretty|json|sarif                how to print them (pretty)
    --fail-on error|warning|information|hint  exit with 1 for these and worse (error)
    --confidence route|loaded|assumed         only what an entry of a configuration leads to; also what the
                                              program loads; also what it is assumed to run (assumed)
    --rule CODE=off|hint|information|warning|error
                                              turns a rule off or on and says how severe it is; repeatable
    --modules FILE                            directives of other modules, as the setting openresty.modules has them
    --nginx-version RELEASE                   what came after it is unknown, such as http2 before 1.25.1 (the newest)

  openresty-lens dump [options]               print the configuration with its includes filled in, as nginx -T means
                                              it: one text that nginx takes, with the origin of each part
    -p, --prefix PREFIX                       nginx's prefix path (the working directory)
    -c, --conf FILE                           the configuration, relative to the prefix (conf/nginx.conf)

  openresty-lens explain [CODE]               what a finding means and what to do; all codes without CODE

  openresty-lens fmt [options] PATH…          lay out nginx configurations; - reads standard input
    --check                                   change nothing, exit with 1 where something would change
    --align                                   arguments of neighbouring directives in columns
    --lua                                     the Lua in *_by_lua_block as well
    --indent N|tab                            how a level is indented (what .editorconfig says, else 4)

  openresty-lens run [options]                run the configuration on the embedded runtime
    -p, --prefix PREFIX                       nginx's prefix path (the working directory)
    -c, --conf FILE                           the configuration, relative to the prefix (conf/nginx.conf)
    -t                                        test the configuration and exit
    -s, --signal stop|quit|reload|reopen      tell the one that runs in the prefix
    --workers N                               instead of worker_processes
    --requests N                              send N requests to each path, report, stop
    --concurrency N                           so many at a time (4)
    --path URI                                where to send them; repeatable (the first location)
    --report table|json|events                what each worker holds, and how to print it
    --free-ports                              where a port is taken, use a free one and say so
    --commands                                obey JSON lines on standard input; stop when it ends
    --listen-all                              bind the configured addresses instead of loopback only

  openresty-lens server --stdio|--node-ipc    the language server, for editors

  openresty-lens --version
  openresty-lens --help
`;
