import type { ApiModule } from './api.js';

/** ngx.worker.*, ngx.get_phase, ngx.config.* (resty.core.worker, .phase). */
export const workerFunctions: ApiModule = ({ services, program }) => ({
  'ngx.worker.id': () => [services.worker.id],
  'ngx.worker.pid': () => services.worker.pid,
  'ngx.worker.count': () => services.worker.count,
  'ngx.worker.exiting': () => services.worker.exiting(),
  'ngx.config.prefix': () => program.prefix,
  'ngx.config.nginx_configure': () => ` --prefix=${program.prefix}`,
});

export const phaseFunctions: ApiModule = (api) => ({
  'ngx.get_phase': () => api.phase,
});
