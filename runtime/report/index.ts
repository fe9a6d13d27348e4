export { readCells, type ReadableVm } from './cells.js';
export { planWatches, type InlineChunk, type UpvalueWatchOf, type WatchPlan } from './watches.js';
export { RequestWindow, type RequestSum, type SeenRequest } from './requests.js';
