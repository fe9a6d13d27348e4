// How long completion and signature help take in a configuration of 3,000 lines: after "npx tsc -b server",
//   node scripts/bench-completion.mjs
// Each place is asked three times, each time with a tree of its own; the quickest counts, so that other programs do not.
import { performance } from 'node:perf_hooks';
import { parseConf, standardCatalogue } from '../out/core/nginx/index.js';
import { noFacts } from '../out/server/analysis/facts.js';
import { completeConf } from '../out/server/features/complete-conf.js';
import { namesAround } from '../out/server/features/conf-surroundings.js';
import { signaturesAt } from '../out/server/features/signature-conf.js';

const server = (index) => `  server {
    listen 80;
    server_name s${index}.example.com;
    location /a${index} {
      proxy_pass http://u;
      proxy_set_header Host $host;
      set $v${index} 1;
      add_header X-A "$v${index}";
    }
    location @n${index} { return 404; }
  }
`;
const servers = Array.from({ length: 250 }, (_, index) => server(index)).join('');
const text = `events {}\nhttp {\n  upstream u { server a:1; }\n  map $uri $k { default 1; }\n${servers}}\n`;

const places = [...text.matchAll(/proxy_pa|http:\/\/u|\$ho|add_h|listen 8|return 4|server_na/g)].map(
  (match) => match.index + match[0].length,
);
const catalogue = standardCatalogue();
const outer = ['main'];
const times = { parse: [], completion: [], 'signature help': [] };

for (const at of places.filter((_, index) => index % 5 === 0)) {
  const typed = `${text.slice(0, at)} ${text.slice(at)}`;
  const best = { parse: Infinity, completion: Infinity, 'signature help': Infinity };
  const timed = (what, run) => {
    const start = performance.now();
    const result = run();
    best[what] = Math.min(best[what], performance.now() - start);
    return result;
  };
  for (let round = 0; round < 3; round += 1) {
    const tree = timed('parse', () => parseConf(typed));
    const context = {
      outer,
      catalogue,
      snippets: true,
      get names() {
        return namesAround('conf/nginx.conf', tree, noFacts);
      },
    };
    timed('completion', () => completeConf(tree, at, context));
    timed('signature help', () => signaturesAt(tree, at, outer, catalogue));
  }
  for (const [what, time] of Object.entries(best)) times[what].push(time);
}

// The first places pay for what is made once.
for (const [what, all] of Object.entries(times)) {
  const sorted = all.slice(10).sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2);
  console.log(`${what}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms (${sorted.length} places)`);
}
