#!/usr/bin/env node
// Stands in for the `code` executable that @vscode/test-electron starts: the same arguments, and VS Code's own server
// with its web workbench in a browser without a screen, from npm packages alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { exitCodes } from '../protocol.js';
import { parseArguments } from './arguments.js';
import { openBridge } from './bridge.js';
import { commandsOn } from './commands.js';
import { Ending } from './ending.js';
import { readEnvironment } from './environment.js';
import { openLog } from './log.js';
import { verdict } from './results.js';
import { startServer, type Server } from './server.js';
import { untilGone } from './watched.js';
import { launchBrowser, newWindow, openWorkbench, type WindowEvents } from './workbench.js';

/** How long our processes have to notice that the window is gone, in milliseconds. */
const patience = 20_000;

const scratch = mkdtempSync(join(tmpdir(), 'openresty-code-'));
const wanted = parseArguments(process.argv.slice(2));
const environment = readEnvironment(process.env, scratch);
const log = openLog(environment.logFile, environment.debug);
const ending = new Ending();
const watched = new Set<number>();
let server: Server | undefined;
let browser: Browser | undefined;
let window: Page | undefined;
let closing = false;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => ending.end(exitCodes.interrupted, name));
}
setTimeout(() => {
  ending.end(exitCodes.timedOut, `no word from the tests in ${environment.limit / 1000} s`);
}, environment.limit).unref();

const windowEvents: WindowEvents = {
  testsEnded: (codeOfVscode) => {
    const { code, reason } = verdict(environment.resultsFile, codeOfVscode);
    ending.end(code, reason);
  },
  closed: () => {
    if (closing) ending.end(exitCodes.passed, 'the window was closed, as a test asked');
    else ending.end(exitCodes.browserFailed, 'the browser went away');
  },
  crashed: () => ending.end(exitCodes.browserFailed, 'the page crashed'),
};

async function start(): Promise<void> {
  const bridge = await openBridge();
  const env = { E2E_BRIDGE: bridge.url, E2E_RESULTS: environment.resultsFile };
  server = await startServer(wanted, { serverMain: environment.serverMain, scratch, env }, log);
  void server.ended.then(() => ending.end(exitCodes.serverEnded, "VS Code's server ended"));
  browser = await launchBrowser(environment.chromium);
  log('code', `VS Code's server on ${server.port}, Chromium ${browser.version()}`);
  const page = await newWindow(browser, windowEvents, log);
  window = page;
  bridge.connect(
    commandsOn(page, environment.shots, {
      watch: (pids) => pids.forEach((pid) => watched.add(pid)),
      closeWindow: () => {
        closing = true;
        return page.close({ runBeforeUnload: true });
      },
    }),
  );
  await openWorkbench(page, server.port, wanted);
}

mkdirSync(environment.shots, { recursive: true });
start().catch((error: unknown) => {
  ending.end(
    exitCodes.browserFailed,
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
});
const { code, reason } = await ending.reached;
log('code', `${code}: ${reason}`);
if (code !== exitCodes.passed) {
  const path = join(environment.shots, 'failure.png');
  await window?.screenshot({ path, timeout: 5000 }).catch(() => undefined);
}
await browser?.close().catch(() => undefined);
// Before the group is ended: what we started must have noticed by itself.
const left = await untilGone([...watched], code === exitCodes.timedOut ? 0 : patience);
writeFileSync(environment.leftFile, JSON.stringify(left));
await server?.stop();
rmSync(scratch, { recursive: true, force: true });
process.exit(code === exitCodes.passed && left.left.length > 0 ? exitCodes.leftRunning : code);
