export * from './occurrence.js';
export { namesOfFile, type OuterBlocks } from './file-names.js';
