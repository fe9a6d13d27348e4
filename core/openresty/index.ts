export * from './configuration.js';
export * from './configuration-phases.js';
export { insertDirective, type ConfInsertion } from './configuration-insertion.js';
export * from './configuration-files.js';
export * from './project.js';
export { buildProject, type ProjectFiles, type ProjectOptions } from './build-project.js';
export { memoryFiles } from './memory-files.js';
export { indexModules, type ModuleIndex } from './module-index.js';
export { templateEndings } from './templates.js';
