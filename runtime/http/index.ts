export { HttpWorker, type FinishedRequest } from './worker.js';
