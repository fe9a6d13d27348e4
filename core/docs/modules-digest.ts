import type { DocEntry } from './entry.js';
import { entries, type Row } from './rows.js';

const url = 'https://github.com/openresty/lua-resty-string';

/** The digests of lua-resty-string: module, name, bytes. */
const digests = [
  ['resty.md5', 'MD5', 16],
  ['resty.sha1', 'SHA-1', 20],
  ['resty.sha224', 'SHA-224', 28],
  ['resty.sha256', 'SHA-256', 32],
  ['resty.sha384', 'SHA-384', 48],
  ['resty.sha512', 'SHA-512', 64],
] as const;

/** They differ in nothing but the algorithm. */
export const digestEntries: readonly DocEntry[] = entries(
  digests.flatMap(([name, algorithm, bytes]): readonly Row[] => [
    {
      name,
      kind: 'module',
      syntax: [`require "${name}"`],
      text: `${algorithm} of data that comes in pieces: \`new\`, then \`update\` for each, then \`final\`. An object is one digest on its way: make it in the handler, never in a module, where requests would mix their data.`,
      url,
    },
    {
      name: `${name}:new`,
      syntax: [`digest = ${name.slice('resty.'.length)}:new()`],
      constructs: name,
      text: 'Begins a digest; `nil` if OpenSSL has no memory for it.',
      url,
    },
    {
      name: `${name}:update`,
      syntax: ['ok = digest:update(data)'],
      text: 'Adds a piece of the data. Returns `true`, or `false` if that failed.',
      url,
    },
    {
      name: `${name}:final`,
      syntax: ['bytes = digest:final()'],
      text: `Ends the digest and returns it as ${bytes} raw bytes; \`resty.string.to_hex\` makes digits of them.`,
      url,
    },
    {
      name: `${name}:reset`,
      syntax: ['ok = digest:reset()'],
      text: 'Begins anew with the same object.',
      url,
    },
  ]),
);
