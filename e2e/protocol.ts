// What crosses between the three processes of an end-to-end run: run.mjs, the stand-in for `code` (e2e/code/) and
// the suite in the extension host (e2e/suites/).

/** Where to look: a CSS selector, narrowed to elements that contain a text, in the workbench or inside the webview. */
export interface Place {
  selector: string;
  text?: string;
  /** Inside the webview that was opened last, instead of the workbench around it. */
  webview?: boolean;
}

/** What a test can ask of the browser, `POST $E2E_BRIDGE/<name>`: what only a person can do or see. */
export interface Requests {
  /** Writes e2e/shots/<name>.png. */
  shot: { name: string };
  /** Waits for that many elements to be visible, then counts all. */
  count: Place & { atLeast: number };
  /** How many there are now, without waiting. */
  countNow: Place;
  text: Place;
  attribute: Place & { name: string };
  /** The attribute of each element, without waiting. */
  attributes: Place & { name: string };
  waitText: Place & { text: string };
  waitGone: Place;
  click: Place;
  hover: Place;
  press: { key: string };
  type: { text: string };
  /** Processes that must be gone soon after the window is. */
  watch: { pids: number[] };
  /** Closes the browser's page as a person does; the test that asks does not live to see the answer. */
  closeWindow: null;
}

/** The answers, by request. */
export interface Answers {
  shot: string;
  count: number;
  countNow: number;
  text: string;
  attribute: string | null;
  attributes: (string | null)[];
  waitText: true;
  waitGone: true;
  click: true;
  hover: true;
  press: true;
  type: true;
  watch: true;
  closeWindow: true;
}

/** The bridge's answer to any request. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: string };

/** One test's outcome; `ms` is how long it took. */
export interface TestResult {
  title: string;
  state: 'passed' | 'failed' | 'skipped';
  ms: number;
  error?: string;
}

/** `$E2E_RESULTS`, written after each test; `complete` once the suite has ended by itself. */
export interface Results {
  complete: boolean;
  tests: TestResult[];
}

/** `$E2E_LEFT`: the watched processes, those that outlived the window, and how long the last one took to go. */
export interface Left {
  watched: number[];
  left: number[];
  ms: number;
}

/** How the stand-in ends; VS Code itself would say 0 when its extension host dies. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  serverEnded: 2,
  browserFailed: 3,
  hostDied: 4,
  leftRunning: 5,
  timedOut: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
