import { runSuite } from '../support/run.js';
import { silent } from './silent.js';

export const run = () => runSuite('empty', [silent]);
