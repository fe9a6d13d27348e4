import { constants } from 'node:os';
import type { RunEvent, WorkerSnapshot } from '../../contract/index.js';
import type { Cycle } from './cycle.js';
import type { MasterMessage, WorkerMessage, WorkerSetup } from './messages.js';
import type { RuntimeOptions, StopKind } from './options.js';
import { describeExit, noDeaths, planRespawn, type DeathRecord, type ExitStatus } from './respawn.js';
import { WorkerProcess } from './worker-process.js';

/** An event without what the master adds to all of them. */
export type EventBody = RunEvent extends infer Event
  ? Event extends RunEvent
    ? Omit<Event, 'v' | 't'>
    : never
  : never;

/** Milliseconds that a worker has to answer a question. */
const answerTime = 2_000;

interface Question {
  readonly from: WorkerProcess;
  answer(snapshot: WorkerSnapshot | undefined): void;
}

/** The workers of one cycle. */
export class Crew {
  /** By worker id; undefined while one waits for its next start. */
  private readonly workers: (WorkerProcess | undefined)[];
  private readonly deaths: DeathRecord[];
  private readonly generations: number[];
  private readonly restarts = new Set<NodeJS.Timeout>();
  private readonly questions = new Map<number, Question>();
  /** Every process of this crew that is not gone yet. */
  private readonly alive = new Set<WorkerProcess>();
  private nextQuestion = 1;
  private isLeaving = false;
  private isComplete = false;

  /**
   * @param generation what the first process of each id counts from
   * @param onIdle told when the last process went without being asked to
   */
  constructor(
    private readonly cycle: Cycle,
    private readonly options: RuntimeOptions,
    private readonly emit: (event: EventBody) => void,
    generation: number,
  ) {
    const count = cycle.program.workerProcesses;
    this.workers = Array.from({ length: count }, () => undefined);
    this.deaths = Array.from({ length: count }, () => noDeaths);
    this.generations = Array.from({ length: count }, () => generation);
  }

  /** The highest generation in use, for the crew that comes after this one. */
  get generation(): number {
    return Math.max(0, ...this.generations);
  }

  /** Starts all workers. Rejects with the first one's reason, and then none is left. */
  async start(): Promise<void> {
    const started = this.workers.map((_, id) => this.fork(id));
    const outcomes = await Promise.allSettled(started.map(({ ready }) => ready));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed === undefined && !this.isLeaving) {
      this.isComplete = true;
      return;
    }
    this.isLeaving = true;
    for (const worker of this.alive) worker.kill();
    await Promise.all([...this.alive].map(({ exited }) => exited));
    throw failed?.reason instanceof Error ? failed.reason : new Error('stopped while starting');
  }

  /** Ends all of them; resolves when they are gone. A `stop` may follow a `quit` that takes too long. */
  async leave(kind: StopKind): Promise<void> {
    this.isLeaving = true;
    for (const timer of this.restarts) clearTimeout(timer);
    this.restarts.clear();
    await Promise.all([...this.alive].map((worker) => worker.leave(kind)));
  }

  broadcast(message: MasterMessage): void {
    for (const worker of this.alive) worker.send(message);
  }

  /** In the order of the ids. Who does not answer is left out, and logged. */
  async snapshot(): Promise<WorkerSnapshot[]> {
    const asked = this.workers.map(async (worker) =>
      worker?.isReady === true ? this.ask(worker) : undefined,
    );
    const answers = await Promise.all(asked);
    return answers.flatMap((answer, id) => {
      if (answer !== undefined) return [answer];
      this.cycle.logs.errorLog.write('warn', `worker ${id} did not report`);
      return [];
    });
  }

  private ask(worker: WorkerProcess): Promise<WorkerSnapshot | undefined> {
    const number = this.nextQuestion++;
    return new Promise((resolve) => {
      const answer = (snapshot: WorkerSnapshot | undefined): void => {
        clearTimeout(timer);
        this.questions.delete(number);
        resolve(snapshot);
      };
      const timer = setTimeout(() => answer(undefined), answerTime);
      this.questions.set(number, { from: worker, answer });
      worker.send({ type: 'snapshot', number });
    });
  }

  private fork(id: number): WorkerProcess {
    const worker: WorkerProcess = new WorkerProcess(
      this.setupOf(id),
      this.options,
      this.cycle.dicts,
      (message) => this.receive(worker, message),
    );
    this.workers[id] = worker;
    this.alive.add(worker);
    this.cycle.logs.errorLog.write('notice', `start worker process ${worker.identity.pid}`);
    worker.ready.then(
      () => this.emit({ type: 'worker-started', worker: worker.identity }),
      () => undefined,
    );
    void worker.exited.then((status) => this.bury(worker, status));
    return worker;
  }

  private setupOf(id: number): WorkerSetup {
    const { cycle, options } = this;
    return {
      id,
      generation: this.generations[id] ?? 0,
      workerCount: cycle.program.workerProcesses,
      prefix: options.prefix,
      confPath: cycle.confPath,
      workersOverride: options.workers,
      processors: cycle.processors,
      texts: cycle.texts,
      luaWasm: options.luaWasm,
      snapshot: cycle.snapshot,
      bindings: cycle.bindings,
      dictNames: cycle.dicts.names,
      cells: options.cells,
      watchIds: cycle.watchIds,
    };
  }

  private receive(worker: WorkerProcess, message: WorkerMessage): void {
    const { identity } = worker;
    switch (message.type) {
      case 'snapshot': {
        this.questions.get(message.number)?.answer(message.snapshot);
        return;
      }
      case 'changed':
        this.emit({ type: 'snapshot', worker: identity, snapshot: message.snapshot });
        return;
      case 'requests':
        for (const request of message.requests) this.emit({ type: 'request', worker: identity, ...request });
        return;
      case 'log':
        this.emit({ type: 'log', worker: identity, level: message.level, message: message.message });
        return;
      case 'hello':
      case 'ready':
      case 'drained':
      case 'failed':
        return;
    }
  }

  private bury(worker: WorkerProcess, status: ExitStatus): void {
    this.alive.delete(worker);
    for (const question of [...this.questions.values()])
      if (question.from === worker) question.answer(undefined);
    const expected = worker.isLeaving || this.isLeaving;
    const { identity } = worker;
    const number = status.signal === null ? undefined : constants.signals[status.signal];
    const { level, message } = describeExit(identity.pid, status, number);
    this.cycle.logs.errorLog.write(expected ? 'notice' : level, message);
    this.emit({ type: 'worker-exited', worker: identity, ...status, expected });
    if (this.workers[identity.id] === worker) this.workers[identity.id] = undefined;
    if (!expected && this.isComplete) this.respawn(worker);
  }

  private respawn(worker: WorkerProcess): void {
    const { id } = worker.identity;
    const plan = planRespawn(id, this.deaths[id] ?? noDeaths, worker.lifetime);
    this.deaths[id] = plan.record;
    this.generations[id] = worker.identity.generation + 1;
    if (plan.message !== undefined) this.cycle.logs.errorLog.write('alert', plan.message);
    if (plan.delay === 0) {
      this.fork(id);
      return;
    }
    const timer = setTimeout(() => {
      this.restarts.delete(timer);
      this.fork(id);
    }, plan.delay);
    this.restarts.add(timer);
  }
}
