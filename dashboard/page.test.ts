import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, suite, test } from 'node:test';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { RunEvent, RunEventOf } from '../contract/index.js';
import { ready, startingWith, upvalue } from './testing/events.js';

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => existsSync(file),
);
const skip =
  browserPath === undefined && process.env['E2E_REQUIRED'] !== '1'
    ? 'no Chromium in /usr/bin: the page is not tested'
    : false;

const v = 1;
const evil = '<img src=x onerror="document.title=1">';
const starting = startingWith([upvalue('1', 'counter'), upvalue('2', evil)], ['1'], ['/hit', '/other']);
const snapshot = (id: number, count: number): RunEventOf<'snapshot'> => ({
  v,
  t: 2,
  type: 'snapshot',
  worker: { id, pid: 10 + id, generation: 0 },
  snapshot: {
    worker: id,
    requests: count,
    connections: count,
    memory: { lua: 100_000, rss: 50_000_000 },
    cells: { 1: { kind: 'number', preview: String(count) }, 2: { kind: 'string', preview: evil } },
    dicts: { hits: { capacity: 1_048_576, keys: 1, entries: [['"n"', '7']] } },
  },
});

/** Worker 1, with another text than worker 0 in its second cell. */
const other: RunEvent = {
  ...snapshot(1, 4),
  snapshot: {
    ...snapshot(1, 4).snapshot,
    cells: { 1: { kind: 'number', preview: '4' }, 2: { kind: 'string', preview: 'other' } },
  },
};

suite('the page in a browser, under its own policy', { skip }, () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  before(async () => {
    const bundle = await build({
      entryPoints: ['dashboard/main.ts'],
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
    });
    server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      const here = `http://127.0.0.1:${port}`;
      const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
        '/dashboard.js': ['text/javascript', bundle.outputFiles[0]?.text ?? ''],
        '/dashboard.css': ['text/css', readFileSync('dashboard/dashboard.css', 'utf8')],
        '/around': [
          'text/html',
          '<script>told = []; onmessage = ({ data }) => told.push(data);</script><iframe src="/"></iframe>',
        ],
        '/': [
          'text/html',
          readFileSync('dashboard/dashboard.html', 'utf8')
            .replaceAll('{{nonce}}', 'n0nce')
            .replaceAll('{{cspSource}}', here)
            .replaceAll('{{script}}', `${here}/dashboard.js`)
            .replaceAll('{{style}}', `${here}/dashboard.css`),
        ],
      };
      const [type, body] = files[request.url ?? ''] ?? ['text/plain', ''];
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({
      ...(browserPath !== undefined && { executablePath: browserPath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    page = await browser.newPage({ viewport: { width: 700, height: 800 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // A browser asks for an icon by itself; the policy forbids images.
      if (message.type() === 'error' && !message.text().includes('favicon')) faults.push(message.text());
    });
    // Stands in for VS Code, before the page's own script runs.
    await page.addInitScript(() => {
      const posted: unknown[] = [];
      Object.assign(window, {
        posted,
        acquireVsCodeApi: () => ({ postMessage: (m: unknown) => posted.push(m) }),
      });
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  after(async () => {
    await browser.close();
    server.close();
  });

  const tell = (...events: RunEvent[]): Promise<void> =>
    page.evaluate((all) => {
      for (const event of all) window.postMessage({ v: 1, type: 'event', event }, '*');
    }, events);
  const posted = (): Promise<unknown[]> =>
    page.evaluate(() => (window as unknown as { posted: unknown[] }).posted);
  const bar = (worker: number, value: number): string =>
    `[data-cell="counter"] .bar[data-worker="${worker}"][data-value="${value}"]`;

  test('it says that it listens, and what to do', async () => {
    assert.deepEqual(await posted(), [{ v: 1, type: 'listening' }]);
    await page.waitForSelector('[data-state="none"]');
    assert.ok(await page.isVisible('button[data-action="run"]'));
    assert.ok(await page.isHidden('button[data-action="stop"]'));
    assert.ok(await page.isDisabled('button[data-send="100"]'));
  });

  test('bars follow the events, and are the same elements', async () => {
    await tell(starting, ready, snapshot(0, 1), snapshot(1, 4));
    await page.waitForSelector(bar(1, 4));
    const first = await page.waitForSelector(bar(0, 1));
    await tell(snapshot(0, 8));
    await page.waitForSelector(bar(0, 8));
    assert.equal(await first.getAttribute('data-value'), '8');
    assert.equal(await page.getAttribute('[data-cell="counter"] [data-sum]', 'data-sum'), '12');
    const widths = await page.$$eval('[data-cell="counter"] .fill', (all) =>
      all.map((one) => (one as HTMLElement).style.width),
    );
    assert.deepEqual(widths, ['100%', '50%']);
  });

  test('what differs stands first, and says so in words', async () => {
    const badges = await page.$$eval('.cell .badge', (all) => all.map((one) => one.textContent));
    assert.deepEqual(badges, ['≠ differs', '= same in all workers']);
  });

  test('names and values are texts, whatever they look like', async () => {
    assert.equal(await page.locator('.cell').nth(1).locator('h3').textContent(), evil);
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.title(), 'OpenResty Workers');
  });

  test('by the keyboard alone: a path, then 100 requests; the focus stays where it was', async () => {
    await page.focus('#path');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('/other');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.deepEqual((await posted()).at(-1), { v: 1, type: 'send', requests: 100, path: '/other' });
    await tell(snapshot(0, 9));
    await page.waitForSelector(bar(0, 9));
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-send')), '100');
  });

  test('a path without its slash is not sent, and said', async () => {
    const before = (await posted()).length;
    await page.fill('#path', 'other');
    await page.click('button[data-send="10"]');
    assert.equal((await posted()).length, before);
    // The next event does not wipe it away; another path does.
    await tell(snapshot(0, 11));
    await page.waitForSelector(bar(0, 11));
    assert.match((await page.textContent('.result')) ?? '', /begins with "\/"/);
    assert.equal(await page.getAttribute('#path', 'aria-invalid'), 'true');
    await page.fill('#path', '/other');
    assert.equal(await page.textContent('.result'), '');
    assert.equal(await page.getAttribute('#path', 'aria-invalid'), null);
  });

  test('a cell’s name leads to its declaration', async () => {
    await page.click('[data-cell="counter"] h3 button');
    assert.deepEqual((await posted()).at(-1), { v: 1, type: 'reveal', cell: '1' });
  });

  test('the focus goes with a section that moves, and never to a button that does something else', async () => {
    const focused = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.textContent);
    await page.locator('.cell').nth(1).locator('h3 button').focus();
    // Both stand at 4 now, and the two texts differ: the second section becomes the first.
    await tell(snapshot(0, 4), other);
    await page.waitForFunction((name) => document.querySelector('h3')?.textContent === name, evil);
    assert.equal(await focused(), evil);
    await tell(snapshot(1, 4));
    await page.waitForFunction(() => document.querySelector('h3')?.textContent === 'counter');
    await page.focus('button[data-action="stop"]');
    await tell({ v, t: 3, type: 'stopping', reason: 'asked' });
    await page.waitForSelector('[data-state="stopping"]');
    assert.equal(await focused(), 'Stopping …');
    await tell(starting, ready, snapshot(0, 9), snapshot(1, 4));
    await page.waitForSelector(bar(0, 9));
  });

  test('what somebody has selected in a dictionary stays selected', async () => {
    await page.locator('.dict dd').first().selectText();
    await tell(snapshot(0, 12));
    await page.waitForSelector(bar(0, 12));
    assert.equal(await page.evaluate(() => String(getSelection())), '7');
  });

  test('each button posts its own message', async () => {
    for (const action of ['restart', 'stop', 'show-log']) {
      await page.click(`button[data-action="${action}"]`);
      assert.deepEqual((await posted()).at(-1), { v: 1, type: action });
    }
  });

  test('while a load is under way no other can be sent', async () => {
    const load = { v, t: 4, type: 'load', id: 1, path: '/', total: 100 } as const;
    await tell({ ...load, done: 37, state: 'sending' });
    await page.waitForFunction(() => document.querySelector('.result')?.textContent.startsWith('37 of 100'));
    const before = (await posted()).length;
    await page.locator('button[data-send="10"]').dispatchEvent('click');
    assert.equal((await posted()).length, before);
    await tell({ ...load, done: 100, state: 'sent', statuses: { 200: 100 } });
    await page.waitForFunction(() => document.querySelector('.result')?.textContent.endsWith('100 × 200'));
    assert.equal(await page.getAttribute('button[data-send="10"]', 'aria-disabled'), 'false');
  });

  test('a message that nobody can understand is said, and nothing falls', async () => {
    await page.evaluate(() => window.postMessage({ v: 7 }, '*'));
    await page.waitForFunction(() =>
      document.getElementById('faults')?.textContent.includes('not understood'),
    );
    await tell(snapshot(0, 10));
    await page.waitForSelector(bar(0, 10));
  });

  test('64 workers and 200 cells are drawn', async () => {
    const cells = Array.from({ length: 200 }, (_, index) => upvalue(`c${index}`, `cell${index}`));
    await tell({ ...starting, cells, counters: cells.map(({ id }) => id) }, ready);
    await tell(...Array.from({ length: 64 }, (_, id) => snapshot(id, id)));
    await page.waitForSelector('[data-cell="cell199"] .bar[data-worker="63"]');
    await page.fill('input[type="search"]', 'cell42');
    await page.waitForFunction(() => document.querySelectorAll('.cell').length === 1);
    await page.fill('input[type="search"]', 'nowhere');
    await page.waitForFunction(() =>
      document.querySelector('.empty')?.textContent.includes('contains "nowhere"'),
    );
  });

  test('in a plain browser it speaks with the window around its frame', async () => {
    const outer = await browser.newPage();
    outer.on('pageerror', (error) => faults.push(error.message));
    await outer.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/around`);
    const told = (): Promise<unknown[]> =>
      outer.evaluate(() => (window as unknown as { told: unknown[] }).told);
    await outer.waitForFunction(() => (window as unknown as { told: unknown[] }).told.length > 0);
    assert.deepEqual(await told(), [{ v: 1, type: 'listening' }]);
    const frame = outer.frames()[1];
    assert.ok(frame);
    await outer.evaluate(
      (all) => {
        for (const event of all) window.frames[0]?.postMessage({ v: 1, type: 'event', event }, '*');
      },
      [starting, ready, snapshot(0, 6), snapshot(1, 2)],
    );
    await frame.waitForSelector(bar(0, 6));
    await frame.click('button[data-send="1000"]');
    await outer.waitForFunction(() => (window as unknown as { told: unknown[] }).told.length === 2);
    assert.deepEqual((await told())[1], { v: 1, type: 'send', requests: 1000, path: '/hit' });
    await outer.close();
  });

  test('no word of the policy was broken, and no script failed', () => assert.deepEqual(faults, []));
});
