import { suite, test } from 'node:test';
import { checkMarked } from './marked.js';

/** Marked texts of a configuration, by what they show. */
export type MarkedTexts = Readonly<Record<string, string>>;

/** The texts leave out what every configuration has, such as `events`. */
const whole = { levels: { 'conf/incomplete': 'off' as const } };

/** One test for each text; a text without marks must stay silent. */
export function marked(name: string, texts: MarkedTexts): void {
  void suite(name, () => {
    for (const [what, text] of Object.entries(texts))
      void test(what, () => checkMarked({ 'conf/nginx.conf': `${text}\n` }, whole));
  });
}
