/** Answers of functions of a text, kept for the texts that the last round asked about. */
export class TextMemo<Value> {
  private last = new Map<string, Value>();
  private current = new Map<string, Value>();

  constructor(private readonly compute: (text: string, checkpoint?: () => void) => Value) {}

  /** @param checkpoint for the computation, if there is one; may throw */
  get(text: string, checkpoint?: () => void): Value {
    let value = this.current.get(text) ?? this.last.get(text);
    if (value === undefined) value = this.compute(text, checkpoint);
    this.current.set(text, value);
    return value;
  }

  /** Forgets what was not asked for since the last call. */
  endRound(): void {
    this.last = this.current;
    this.current = new Map();
  }
}
