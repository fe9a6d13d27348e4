export * from './place.js';
export * from './finding.js';
export * from './cell.js';
export * from './snapshot.js';
export * from './event.js';
export * from './report.js';
export * from './parse.js';
