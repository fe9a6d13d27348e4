export { LocalDicts, type DictDeclaration } from './local-dicts.js';
export { MasterGone, PipeDicts } from './pipe-client.js';
export { serveDicts } from './pipe-server.js';
