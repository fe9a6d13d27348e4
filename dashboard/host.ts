import { parseToDashboard, type FromDashboard, type ToDashboard } from '../contract/index.js';

/** Whoever shows the page: VS Code, or the window around a plain browser's frame. */
export interface Host {
  post(message: FromDashboard): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** Finds the host. Messages that are none of the contract's are told to `onFault` and otherwise ignored. */
export function connect(onMessage: (message: ToDashboard) => void, onFault: (fault: string) => void): Host {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    let message: ToDashboard;
    try {
      message = parseToDashboard(data);
    } catch (error) {
      onFault(error instanceof Error ? error.message : String(error));
      return;
    }
    onMessage(message);
  });
  if (typeof acquireVsCodeApi === 'function') {
    const api = acquireVsCodeApi();
    return { post: (message) => api.postMessage(message) };
  }
  // A page that nobody frames has nobody to tell.
  if (window.parent === window) return { post: () => undefined };
  // Outside of VS Code the page may be framed by anybody, and says nothing that they could not see on it.
  return { post: (message) => window.parent.postMessage(message, '*') };
}
