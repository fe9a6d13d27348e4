import { connect } from './host.js';
import { noRun, reduce, type RunModel } from './model.js';
import { createPage } from './render.js';
import { viewOf } from './view-model.js';

const root = document.getElementById('dashboard');
if (!root) throw new Error('the page has no #dashboard');
const faults = document.getElementById('faults');

let model: RunModel = noRun;
let isScheduled = false;

const host = connect(
  (message) => {
    model = message.type === 'reset' ? noRun : reduce(model, message.event);
    schedule();
  },
  (fault) => {
    if (faults) faults.textContent = `A message was not understood: ${fault}`;
  },
);

const draw = createPage(root, {
  run: () => host.post({ v: 1, type: 'run' }),
  restart: () => host.post({ v: 1, type: 'restart' }),
  stop: () => host.post({ v: 1, type: 'stop' }),
  showLog: () => host.post({ v: 1, type: 'show-log' }),
  send: (requests, path) => host.post({ v: 1, type: 'send', requests, path }),
  reveal: (cell) => host.post({ v: 1, type: 'reveal', cell }),
});

/** Many events may come between two pictures. */
function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    draw(viewOf(model));
  });
}

draw(viewOf(model));
host.post({ v: 1, type: 'listening' });
