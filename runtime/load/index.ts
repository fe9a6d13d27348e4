export { sendRequests, type LoadOptions, type LoadResult, type PathResult } from './send.js';
export type { Percentiles } from './percentiles.js';
