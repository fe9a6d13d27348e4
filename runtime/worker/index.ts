export { runWorker } from './worker.js';
