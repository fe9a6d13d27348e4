// The entry of the worker processes of the tests.
import { runWorker } from '../../worker/index.js';
import { workerParts } from './fake-parts.js';

runWorker(workerParts);
