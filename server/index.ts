/** The language server: LSP around `core`. `startLanguageServer` serves one client; the analysis runs in a thread. */
export { startLanguageServer, type ServerAssets } from './main.js';
export { runAnalysisThread } from './analysis/thread.js';
export { projectFiles } from './workspace/project-files.js';
