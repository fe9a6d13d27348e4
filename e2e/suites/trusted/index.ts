import { runSuite } from '../support/run.js';
import { configuration } from './configuration.js';
import { findings } from './findings.js';
import { fix } from './fix.js';
import { language } from './language.js';
import { languageServer } from './language-server.js';
import { packaged } from './packaged.js';
import { quiet } from './quiet.js';
import { sampleProject } from './sample-project.js';
import { server } from './server.js';
import { serverKilled } from './server-killed.js';
import { task } from './task.js';
import { workersView } from './workers-view.js';

// In the order of a session. What ends in a message for the user comes after `quiet`.
export const run = () =>
  runSuite('trusted', [
    packaged,
    findings,
    language,
    configuration,
    fix,
    server,
    workersView,
    task,
    sampleProject,
    quiet,
    languageServer,
    serverKilled,
  ]);
