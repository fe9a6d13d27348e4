import { runWorkerProcess } from '../runtime/index.js';
import { checkCommand } from './check-command.js';
import { checkArgument, runCheckThread } from './check-threads.js';
import { dumpCommand } from './dump-command.js';
import { explainCommand } from './explain-command.js';
import { fmtCommand } from './fmt-command.js';
import { runAnalysisThread } from '../server/index.js';
import { runCommand } from './run-command.js';
import { analysisArgument, serverCommand } from './server-command.js';
import { usage, UsageError } from './usage.js';
import { version } from './version.js';
import { workerArgument } from './worker-argument.js';

type Command = (argv: readonly string[]) => Promise<number>;

const commands: Readonly<Record<string, Command>> = {
  check: checkCommand,
  dump: dumpCommand,
  explain: explainCommand,
  fmt: fmtCommand,
  run: runCommand,
  server: serverCommand,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    process.stdout.write(`openresty-lens ${version}\n`);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`there is no command "${name}"`);
  return command(rest);
}

/** parseArgs throws TypeErrors with a code of this family for options that it does not know. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function explain(error: unknown): string {
  if (isUsageError(error)) return `openresty-lens: ${error.message}\nSee openresty-lens --help.`;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `openresty-lens: internal error: ${details}`;
}

// A reader that has seen enough, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));

if (process.argv[2] === workerArgument) runWorkerProcess();
else if (process.argv[2] === analysisArgument) void runAnalysisThread();
else if (process.argv[2] === checkArgument) void runCheckThread();
else {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(explain(error));
      process.exitCode = 2;
    },
  );
}
