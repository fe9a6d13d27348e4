import * as assert from 'node:assert/strict';
import { browser, visualTest } from '../support/browser.js';

/** A session without a fault has nothing to say. */
export function quiet(): void {
  suite('quiet', () => {
    visualTest('no message has been shown so far', async () => {
      const texts = { selector: '.notification-toast .notification-list-item-message' };
      const shown = await browser('countNow', texts);
      assert.equal(shown, 0, shown > 0 ? await browser('text', texts) : '');
    });
  });
}
