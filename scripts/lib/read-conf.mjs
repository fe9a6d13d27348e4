// Prints how fast parseConf reads the files that standard input names: after "npx tsc -b core/nginx". See read-conf.py.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseConf } from '../../out/core/nginx/index.js';

const texts = readFileSync(0, 'utf8')
  .split('\n')
  .map((file) => readFileSync(file, 'utf8'));
const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const speeds = [];
const end = performance.now() + 3000;
while (speeds.length < 5 || performance.now() < end) {
  const start = performance.now();
  for (const text of texts) parseConf(text);
  speeds.push(size / 1000 / (performance.now() - start));
}
speeds.sort((a, b) => a - b);
console.log(
  `${speeds.at(speeds.length >> 1).toFixed(2)} MB/s (the median of ${speeds.length} times ${size} bytes)`,
);
