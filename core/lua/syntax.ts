/**
 * The compact syntax: Lua as the analyses read it. Every node is immutable and knows its span in the chunk's
 * text, in UTF-16 offsets, half-open. Sugar is gone where Lua's manual (5.1, section 2) defines it away: a
 * method definition has its `self`, `t.x` is an index by a string.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Name extends Span {
  readonly kind: 'name';
  readonly name: string;
}

export interface NilExpression extends Span {
  readonly kind: 'nil';
}
export interface BooleanExpression extends Span {
  readonly kind: 'boolean';
  readonly value: boolean;
}
export interface NumberExpression extends Span {
  readonly kind: 'number';
  /** NaN for LuaJIT's 64-bit and imaginary literals, which no double holds. */
  readonly value: number;
}
export interface StringExpression extends Span {
  readonly kind: 'string';
  /** The decoded string. Escapes above 127 give one character a byte. */
  readonly value: string;
}
export interface VarargExpression extends Span {
  readonly kind: 'vararg';
}
export interface FunctionExpression extends Span {
  readonly kind: 'function';
  readonly parameters: readonly Name[];
  readonly hasVararg: boolean;
  /** True where the source has `function a:b()`: the first parameter is `self`, with an empty span. */
  readonly isMethod: boolean;
  readonly body: Block;
  /** What the source calls it, for messages: `_M.hit`, `Cart:add`; undefined for an anonymous function. */
  readonly label: string | undefined;
}
export interface IndexExpression extends Span {
  readonly kind: 'index';
  readonly object: Expression;
  readonly key: Expression;
}
export interface CallExpression extends Span {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Expression[];
}
export interface MethodCallExpression extends Span {
  readonly kind: 'method-call';
  readonly object: Expression;
  readonly method: Name;
  readonly args: readonly Expression[];
}
/** An item without a key has the next array position. */
export interface TableItem extends Span {
  readonly key: Expression | undefined;
  readonly value: Expression;
}
export interface TableExpression extends Span {
  readonly kind: 'table';
  readonly items: readonly TableItem[];
}
export interface BinaryExpression extends Span {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}
export interface UnaryExpression extends Span {
  readonly kind: 'unary';
  readonly operator: string;
  readonly operand: Expression;
}
/** Parentheses cut several results down to one, so they stay. */
export interface ParenthesizedExpression extends Span {
  readonly kind: 'parenthesized';
  readonly inner: Expression;
}
/** What the parser could not make sense of; analyses treat it as an unknown value. */
export interface ErrorExpression extends Span {
  readonly kind: 'error';
}

export type Expression =
  | Name
  | NilExpression
  | BooleanExpression
  | NumberExpression
  | StringExpression
  | VarargExpression
  | FunctionExpression
  | IndexExpression
  | CallExpression
  | MethodCallExpression
  | TableExpression
  | BinaryExpression
  | UnaryExpression
  | ParenthesizedExpression
  | ErrorExpression;

export interface Block extends Span {
  readonly statements: readonly Statement[];
}

export interface LocalStatement extends Span {
  readonly kind: 'local';
  readonly names: readonly Name[];
  readonly values: readonly Expression[];
}
/** `local function f`: unlike `local f = function`, the name is in scope in its own body. */
export interface LocalFunctionStatement extends Span {
  readonly kind: 'local-function';
  readonly name: Name;
  readonly value: FunctionExpression;
}
/** Also `function a.b.c()`, which assigns. */
export interface AssignStatement extends Span {
  readonly kind: 'assign';
  readonly targets: readonly Expression[];
  readonly values: readonly Expression[];
}
export interface CallStatement extends Span {
  readonly kind: 'call-statement';
  readonly call: Expression;
}
export interface DoStatement extends Span {
  readonly kind: 'do';
  readonly body: Block;
}
export interface WhileStatement extends Span {
  readonly kind: 'while';
  readonly condition: Expression;
  readonly body: Block;
}
/** The condition sees the body's locals. */
export interface RepeatStatement extends Span {
  readonly kind: 'repeat';
  readonly body: Block;
  readonly condition: Expression;
}
export interface IfClause extends Span {
  readonly condition: Expression;
  readonly body: Block;
}
export interface IfStatement extends Span {
  readonly kind: 'if';
  readonly clauses: readonly IfClause[];
  readonly otherwise: Block | undefined;
}
export interface NumericForStatement extends Span {
  readonly kind: 'numeric-for';
  readonly variable: Name;
  readonly bounds: readonly Expression[];
  readonly body: Block;
}
export interface GenericForStatement extends Span {
  readonly kind: 'generic-for';
  readonly variables: readonly Name[];
  readonly values: readonly Expression[];
  readonly body: Block;
}
export interface ReturnStatement extends Span {
  readonly kind: 'return';
  readonly values: readonly Expression[];
}
/** `break`, `goto` and labels move control only. */
export interface JumpStatement extends Span {
  readonly kind: 'break' | 'goto' | 'label';
}

export type Statement =
  | LocalStatement
  | LocalFunctionStatement
  | AssignStatement
  | CallStatement
  | DoStatement
  | WhileStatement
  | RepeatStatement
  | IfStatement
  | NumericForStatement
  | GenericForStatement
  | ReturnStatement
  | JumpStatement;

export interface LuaSyntaxError extends Span {
  readonly message: string;
}

/** A parsed chunk: a function with `...` and no name, as Lua defines a chunk (5.1 manual, 2.4.1). */
export interface LuaSyntax {
  readonly text: string;
  readonly main: FunctionExpression;
  readonly errors: readonly LuaSyntaxError[];
  /** The chunk nests deeper than the reader goes: `main` is empty, and nothing can be said about it. */
  readonly tooDeep?: true;
}
