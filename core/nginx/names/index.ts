export * from './occurrence.js';
export { namesOfFile, type OuterBlocks } from './file-names.js';
export { upstreamHostIn } from './shapes.js';
export { locationsOfUri } from './location-of-uri.js';
