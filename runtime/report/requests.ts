/** Requests of one window: one, or the sum of those that look alike. */
export interface RequestSum {
  readonly count: number;
  readonly summed: boolean;
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

/** Up to so many requests of a window are told one by one. */
const maxSingles = 10;
/** So many kinds of request are told apart in one window; the rest is one sum. */
const maxKinds = 50;

/** The requests of one window of 100 ms, in the order in which each kind was first seen. */
export class RequestWindow {
  private singles: SeenRequest[] = [];
  private kinds = new Map<string, { request: SeenRequest; count: number }>();
  private total = 0;

  get isEmpty(): boolean {
    return this.total === 0;
  }

  add(request: SeenRequest): void {
    this.total += 1;
    if (this.singles.length < maxSingles) this.singles.push(request);
    const key = `${request.method} ${request.status} ${request.uri}`;
    const known = this.kinds.get(key);
    if (known) known.count += 1;
    else if (this.kinds.size < maxKinds) this.kinds.set(key, { request, count: 1 });
  }

  /** What to tell, and a fresh window. */
  take(): RequestSum[] {
    const { singles, kinds, total } = this;
    this.singles = [];
    this.kinds = new Map();
    this.total = 0;
    if (total <= maxSingles) return singles.map((request) => ({ ...request, count: 1, summed: false }));
    const sums = [...kinds.values()].map(({ request, count }) => ({ ...request, count, summed: true }));
    const told = sums.reduce((sum, { count }) => sum + count, 0);
    const last = sums.at(-1);
    if (told < total && last) sums.push({ ...last, uri: '(other URIs)', count: total - told });
    return sums;
  }
}
