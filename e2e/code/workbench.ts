import { resolve } from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { CodeArguments } from './arguments.js';
import type { Log } from './log.js';

/** What the window tells. */
export interface WindowEvents {
  /** The extension host said that the tests are over; `code` is what VS Code would exit with. */
  testsEnded(code: number): void;
  closed(): void;
  crashed(): void;
}

const size = { width: 1280, height: 800 };

// No sandbox: tests run as root in containers, and the one page shown is our own.
const switches = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const calls = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Starts the browser. Signals are left to the stand-in, which has more to clean up. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [...switches, ...calls],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** A page for VS Code's window, empty as yet. */
export async function newWindow(browser: Browser, events: WindowEvents, log: Log): Promise<Page> {
  const page = await browser.newPage({ viewport: size });
  page.on('pageerror', (error) => log('page', error.message));
  page.on('console', (message) => log('page', `${message.type()} ${message.text()}`));
  page.on('crash', () => events.crashed());
  page.on('close', () => events.closed());
  // VS Code's own hooks for automation: `--enable-smoke-test-driver` makes the window call them.
  await page.exposeFunction('codeAutomationLog', (_type: string, words: unknown[]) =>
    log('tests', format(...words)),
  );
  await page.exposeFunction('codeAutomationExit', (code: number) => events.testsEnded(code));
  return page;
}

/** Opens VS Code in the page, on what the arguments name; that starts the tests that they name. */
export async function openWorkbench(page: Page, port: number, wanted: CodeArguments): Promise<void> {
  await page.goto(`http://127.0.0.1:${port}/?${query(port, wanted)}`, { timeout: 60_000 });
}

function query(port: number, wanted: CodeArguments): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  const payload = [
    ...wanted.extensionDevelopmentPaths.map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(wanted.extensionTestsPath ? [['extensionTestsPath', remote(wanted.extensionTestsPath)]] : []),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const words = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (!wanted.open) words.set('ew', 'true');
  else words.set(wanted.open.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(wanted.open));
  return words.toString();
}
