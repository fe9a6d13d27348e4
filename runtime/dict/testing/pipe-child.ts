// A process that speaks to the dictionaries over descriptor 3, as a worker does over its own.
import { PipeDicts } from '../pipe-client.js';

const dicts = new PipeDicts(['counters', 'small'], 3);
const [task = '', count = '0'] = process.argv.slice(2);

if (task === 'count') {
  for (let n = 0; n < Number(count); n += 1) dicts.execute('counters', 'incr', ['hits', 1, 0]);
} else if (task === 'big') {
  const value = String.fromCharCode(...Array.from({ length: 256 }, (_, n) => n)).repeat(4096);
  dicts.execute('counters', 'set', ['big', value]);
  const [back] = dicts.execute('counters', 'get', ['big']);
  for (let n = 0; n < 300; n += 1) dicts.execute('counters', 'set', [`key ${n}`, true]);
  const keys = dicts.execute('counters', 'get_keys', [0]);
  process.stdout.write(JSON.stringify({ same: back === value, keys: keys.length }));
} else if (task === 'wrong') {
  try {
    dicts.execute('nobody', 'get', ['k']);
  } catch (error) {
    process.stdout.write(String(error));
  }
} else if (task === 'forever') {
  try {
    for (;;) dicts.execute('counters', 'incr', ['turns', 1, 0]);
  } catch (error) {
    process.stdout.write(error instanceof Error ? error.name : 'something else');
  }
}
