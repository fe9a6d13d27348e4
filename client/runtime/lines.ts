import { StringDecoder } from 'node:string_decoder';

/** A longer line is cut there: what writes it is not ours. In UTF-16 units. */
const maxLine = 1024 * 1024;

/** Splits a stream of UTF-8 bytes into lines; returns the function that takes the bytes, and the one for its end. */
export function lineSplitter(onLine: (line: string) => void): {
  push: (bytes: Buffer) => void;
  end: () => void;
} {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
    while (rest.length > maxLine) {
      onLine(rest.slice(0, maxLine));
      rest = rest.slice(maxLine);
    }
  };
  return {
    push: (bytes) => take(decoder.write(bytes)),
    end: () => {
      take(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
