// The worker's entry where no bundle brings its own: the CLI's calls runWorkerProcess behind a hidden argument.
import { runWorkerProcess } from '../index.js';

runWorkerProcess();
