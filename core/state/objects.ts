import type {
  CallExpression,
  Expression,
  FunctionExpression,
  MethodCallExpression,
  Span,
  Variable,
} from '../lua/index.js';
import type { Era, LuaUnit } from '../openresty/index.js';

/** Dense numbers; they index the solver's arrays. */
export type NodeId = number;
export type ObjectId = number;

/**
 * A function as it runs: in which era, and inside which run of the function that encloses it. Closures and
 * factories come apart this way, and a captured variable finds the run that owns it.
 */
export interface Instance {
  readonly id: number;
  readonly unit: LuaUnit;
  readonly fn: FunctionExpression;
  readonly era: Era;
  readonly definer: Instance | undefined;
  /** For what runs on in a coroutine that was made at start-up: the run whose variables it goes on with. */
  readonly frame: Instance | undefined;
  /** Everything passed beyond the parameters: `...`. */
  readonly vararg: NodeId;
  /** Depends on whatever decides that this function runs at all. */
  readonly control: NodeId;
}

interface ObjectBase {
  readonly id: ObjectId;
  /** When it is made. What is made at start-up lives as long as the worker. */
  readonly era: Era;
  /**
   * For a request's object that was stored into something that lives longer: the object that it was. The
   * twin shares its fields; a write through the twin is a write to what outlives the request, one through the
   * original is not.
   */
  readonly twinOf: ObjectId | undefined;
}

export interface TableObject extends ObjectBase {
  readonly kind: 'table';
  readonly unit: LuaUnit;
  readonly site: Span;
}

export interface FunctionObject extends ObjectBase {
  readonly kind: 'function';
  readonly unit: LuaUnit;
  readonly fn: FunctionExpression;
  /** The run of the enclosing function that made the closure. */
  readonly definer: Instance;
  /** For a coroutine: the run that a resume continues. */
  readonly frame?: Instance;
}

/** Something that Lua's or OpenResty's library provides, named by its path: `ngx.say`, `table.insert`, `_G`. */
export interface ApiObject extends ObjectBase {
  readonly kind: 'api';
  readonly path: string;
}

/** A handle of a library that is not part of the project; its inside is one node. */
export interface OpaqueObject extends ObjectBase {
  readonly kind: 'opaque';
  /** The module that it came from. */
  readonly module: string;
  /** The call that made the handle; undefined for what `require` gives. */
  readonly site: Span | undefined;
}

/** A string that may name modules: constant parts, with `*` for what is computed (`kong.plugins.*.handler`). */
export interface TextObject extends ObjectBase {
  readonly kind: 'text';
  readonly pattern: string;
}

/**
 * Some table out of so many that they are no longer told apart: what its fields hold is unknown, but a function
 * that is read from field `access` of it is one of those that any table has under this name.
 */
export interface WideObject extends ObjectBase {
  readonly kind: 'wide';
}

/** What the field of this name holds in one of many tables. */
export interface GroupObject extends ObjectBase {
  readonly kind: 'group';
  readonly name: string;
}

export type AbstractObject =
  TableObject | FunctionObject | ApiObject | OpaqueObject | TextObject | WideObject | GroupObject;

/** True for what a later request can meet again. */
export function outlivesRequest(object: AbstractObject): boolean {
  return object.era === 'startup' || object.twinOf !== undefined;
}

/** A variable of one run of its function. */
export interface VariableCell {
  readonly variable: Variable;
  readonly instance: Instance;
}

/** One change of state, at the place where the source makes it. */
export interface Write {
  readonly instance: Instance;
  readonly span: Span;
  /** For `n = n + 1` and the like, by how much: what the workers hold then adds up. */
  readonly step: number | undefined;
  /** The node of the table that is changed; undefined for a variable. */
  readonly base: NodeId | undefined;
  readonly source: WriteSource;
}

/** What the source says of a change; the facts behind the verdicts are read from here. */
export interface WriteSource {
  /** The assignment's target, or the call that changes the table. */
  readonly target: Expression;
  /** The key of a table's field, where there is one. */
  readonly key: Expression | undefined;
  /** What is stored; undefined for a removal, a sort and the like, or where a list gives it. */
  readonly value: Expression | undefined;
  /** The node of what is stored. */
  readonly node: NodeId;
  readonly how: 'assign' | 'insert' | 'remove' | 'clear' | 'sort' | 'raw';
}

export type AnyCall = CallExpression | MethodCallExpression;
