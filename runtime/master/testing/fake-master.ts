// A master in a process of its own: `fake-master PREFIX [WORKERS]`, its events as JSON on standard output.
import { Master, StartError } from '../index.js';
import { optionsFor } from './prefix.js';
import { masterParts } from './fake-parts.js';

const [prefix = '.', workers = '2'] = process.argv.slice(2);
try {
  const master = await Master.start(
    {
      ...optionsFor(prefix),
      workers: Number(workers),
      programOutput: 2,
      onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
    },
    masterParts,
  );
  const { code } = await master.ended;
  process.exitCode = code;
} catch (error) {
  process.stderr.write(error instanceof StartError ? error.message : String(error));
  process.exitCode = 1;
}
