/** With this first argument the bundle is not a command line but one of the runtime's workers. */
export const workerArgument = '--openresty-lens-worker';
