import { basename, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Answers, Place, Requests } from '../protocol.js';

/** One function for each request. */
export type Commands = { [Name in keyof Requests]: (request: Requests[Name]) => Promise<Answers[Name]> };

/** What the requests that are not about the page do. */
export interface Hooks {
  watch(pids: readonly number[]): void;
  closeWindow(): Promise<void>;
}

/** How long a request may wait for what it is about, in milliseconds: below the deadline of the tests. */
const timeout = 15_000;

/** The requests, carried out on the page. A request about an element that does not come is rejected. */
export function commandsOn(page: Page, shots: string, hooks: Hooks): Commands {
  const all = (place: Place): Locator => elements(page, place);
  const first = (place: Place): Locator => all(place).first();
  const done = async (action: Promise<unknown>): Promise<true> => {
    await action;
    return true;
  };
  return {
    shot: async ({ name }) => {
      const path = join(shots, `${basename(name)}.png`);
      await page.screenshot({ path });
      return path;
    },
    count: async (request) => {
      await all(request)
        .nth(request.atLeast - 1)
        .waitFor({ timeout });
      return all(request).count();
    },
    countNow: (request) => all(request).count(),
    text: async (request) => (await first(request).textContent({ timeout })) ?? '',
    attribute: (request) => first(request).getAttribute(request.name, { timeout }),
    attributes: async (request) =>
      Promise.all((await all(request).all()).map((one) => one.getAttribute(request.name, { timeout }))),
    waitText: (request) => done(first(request).waitFor({ timeout })),
    waitGone: (request) => done(first(request).waitFor({ state: 'hidden', timeout })),
    click: (request) => done(first(request).click({ timeout })),
    hover: (request) => done(first(request).hover({ timeout })),
    press: ({ key }) => done(page.keyboard.press(key)),
    type: ({ text }) => done(page.keyboard.type(text)),
    watch: ({ pids }) => {
      hooks.watch(pids);
      return Promise.resolve(true);
    },
    closeWindow: () => done(hooks.closeWindow()),
  };
}

function elements(page: Page, { selector, text, webview }: Place): Locator {
  const found = webview ? insideWebview(page).locator(selector) : page.locator(selector);
  return text === undefined ? found : found.filter({ hasText: text });
}

/** A webview is a frame in a frame: the outer one is VS Code's, the inner one is the extension's page. */
function insideWebview(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready').last().contentFrame().frameLocator('iframe#active-frame');
}
