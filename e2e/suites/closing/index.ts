import { runSuite } from '../support/run.js';
import { leave } from './leave.js';

export const run = () => runSuite('closing', [leave]);
