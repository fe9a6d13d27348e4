import type { Context } from '../catalogue/index.js';
import type { LocatedDirective } from '../include.js';

/**
 * What nginx keeps for one block while it reads it: the structs of its modules. An `if` and a `limit_except` have
 * structs of their own, as a location has.
 */
export class BlockState {
  /** The directive that first set each field: by `struct.member`. */
  readonly fields = new Map<string, LocatedDirective>();
  /** The last directive of each name that stands in the block and has the right form. */
  readonly directives = new Map<string, LocatedDirective>();
  /** The blocks directly in this one, in order. */
  readonly inner: BlockState[] = [];
  private readonly data = new Map<Key<unknown>, unknown>();

  /**
   * @param directive undefined for the whole configuration
   * @param outer the block around this one
   */
  constructor(
    readonly context: Context,
    readonly directive: LocatedDirective | undefined,
    readonly outer: BlockState | undefined,
  ) {
    outer?.inner.push(this);
  }

  /** What a setter keeps here; made when first asked for. */
  get<Value>(key: Key<Value>): Value {
    if (!this.data.has(key)) this.data.set(key, key.make());
    return this.data.get(key) as Value;
  }

  has(key: Key<unknown>): boolean {
    return this.data.has(key);
  }

  /** This block or the nearest around it in such a context. */
  enclosing(...contexts: readonly Context[]): BlockState | undefined {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    let block: BlockState | undefined = this;
    while (block !== undefined && !contexts.includes(block.context)) block = block.outer;
    return block;
  }
}

/** Names something that setters keep in a block. */
export interface Key<Value> {
  readonly name: string;
  make(): Value;
}
