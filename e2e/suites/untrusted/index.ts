import { runSuite } from '../support/run.js';
import { restricted } from './restricted.js';

export const run = () => runSuite('untrusted', [restricted]);
