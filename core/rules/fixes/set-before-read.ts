import {
  childNodes,
  type Block,
  type FunctionExpression,
  type LuaNode,
  type Name,
  type Statement,
} from '../../lua/index.js';

/** What one occurrence of a variable does to it, or to the table that it holds; a key names one field. */
export type Use =
  | { readonly does: 'set'; readonly key: string }
  | { readonly does: 'read'; readonly key: string }
  /** Looks at everything that is in it, or hands it to somebody who may. */
  | { readonly does: 'read-all' }
  /** Writes under a computed key. */
  | { readonly does: 'add' }
  /** Writes where what is in it says: `table.insert`. */
  | { readonly does: 'append' }
  /** As a statement of its own: nothing is in it any more. */
  | { readonly does: 'clear' };

/** What this run of the function has surely set. */
interface Known {
  /** It was emptied in this run: all that is in it is of this run. */
  readonly all: boolean;
  readonly keys: ReadonlySet<string>;
}

const nothing: Known = { all: false, keys: new Set() };
/** Behind a return or a break nothing runs. */
const unreachable: Known = { all: true, keys: new Set() };

/**
 * Whether every run of a function sets what it reads before it reads it, on every path: then nothing of one run is
 * seen by another. False where `goto` makes the paths hard to tell.
 * @param useOf what a name does; undefined for the names of other things
 * @param clears the statement empties the table, however it is written
 */
export function setsBeforeReading(
  fn: FunctionExpression,
  useOf: (name: Name) => Use | undefined,
  uses: readonly Use[],
  clears: (statement: Statement) => boolean,
): boolean {
  const written = new Set(uses.flatMap((use) => (use.does === 'set' ? [use.key] : [])));
  const isOpen = uses.some(({ does }) => does === 'add' || does === 'append');
  const isCovered = (use: Use | undefined, { all, keys }: Known): boolean => {
    if (!use || all) return true;
    if (use.does === 'read') return keys.has(use.key) || (!written.has(use.key) && !isOpen);
    if (use.does === 'read-all' || use.does === 'append')
      return !isOpen && [...written].every((key) => keys.has(key));
    return true;
  };
  let isGood = true;

  const visit = (node: LuaNode, state: Known): void => {
    // What a closure reads was set before the closure was made; what it sets counts for itself only.
    if ('kind' in node && node.kind === 'function') {
      block(node.body, state);
      return;
    }
    if ('kind' in node && node.kind === 'name' && !isCovered(useOf(node), state)) isGood = false;
    for (const child of childNodes(node)) visit(child, state);
  };

  const block = ({ statements }: Block, before: Known): Known =>
    statements.reduce((state, statement) => step(statement, state), before);

  function step(statement: Statement, state: Known): Known {
    if (clears(statement)) return { ...state, all: true };
    switch (statement.kind) {
      case 'do':
        return block(statement.body, state);
      case 'if': {
        let after: Known = unreachable;
        for (const clause of statement.clauses) {
          visit(clause.condition, state);
          after = both(after, block(clause.body, state));
        }
        return both(after, statement.otherwise ? block(statement.otherwise, state) : state);
      }
      case 'while':
        visit(statement.condition, state);
        block(statement.body, state);
        return state;
      case 'repeat': {
        const after = block(statement.body, state);
        visit(statement.condition, after);
        return contains(statement.body, 'break') ? state : after;
      }
      case 'numeric-for':
      case 'generic-for':
        for (const child of childNodes(statement)) if (child !== statement.body) visit(child, state);
        block(statement.body, state);
        return state;
      case 'return':
        visit(statement, state);
        return unreachable;
      case 'break':
        return unreachable;
      case 'goto':
        isGood = false;
        return state;
      case 'assign': {
        visit(statement, state);
        const keys = statement.targets.flatMap((target) => {
          const name = target.kind === 'index' ? target.object : target;
          const use = name.kind === 'name' ? useOf(name) : undefined;
          return use?.does === 'set' ? [use.key] : [];
        });
        return keys.length === 0 ? state : { ...state, keys: new Set([...state.keys, ...keys]) };
      }
      default:
        visit(statement, state);
        return state;
    }
  }

  block(fn.body, nothing);
  return isGood;
}

/** What is set whichever of two ways was taken. */
function both(one: Known, other: Known): Known {
  if (one.all) return other;
  if (other.all) return one;
  return { all: false, keys: new Set([...one.keys].filter((key) => other.keys.has(key))) };
}

function contains(node: LuaNode, kind: Statement['kind']): boolean {
  return ('kind' in node && node.kind === kind) || childNodes(node).some((child) => contains(child, kind));
}
