import type { ConfNode, Span, Word } from '../tree.js';

/**
 * What a name stands for. Variables and upstreams are one namespace for all of `http` and one for all of `stream`; zones
 * and shared dictionaries are one for the whole program (ngx_shared_memory_add); a named location belongs to its server.
 */
export type NameKind = 'variable' | 'upstream' | 'zone' | 'dict' | 'location' | 'log format';

export type NameFamily = 'http' | 'stream';

/** One place where a name stands. */
export interface NameOccurrence {
  readonly kind: NameKind;
  /** As it is written, with its escapes decoded, without `$` or `@`. */
  readonly name: string;
  /** A variable that is `set` several times has several declarations: each of them makes nginx know it. */
  readonly role: 'declaration' | 'use';
  /** Exactly the name: no `$`, no braces, no `@`, no quotes. UTF-16 offsets of the file. */
  readonly span: Span;
  /** Undefined where the text does not say: in Lua files, and for shared dictionaries. */
  readonly family: NameFamily | undefined;
  /** Named locations: the offset of the `server` around it in this file; undefined: the file is included into servers. */
  readonly server: number | undefined;
  /** What it is written in: the directive's name (`set`, `map`, …), or the Lua expression (`ngx.var`). */
  readonly by: string;
  /** A use that gives a new value: `ngx.var.x = 1`. */
  readonly isWrite?: true;
  /** A field of Lua: the new name must be one that Lua can write so. */
  readonly isField?: true;
  /** A group of a regular expression, or a reference to one: PCRE's rules for names hold, too. */
  readonly isCapture?: true;
}

/** A literal that a variable gets: it may name an upstream where the variable is used as one. */
export interface VariableValue {
  readonly variable: string;
  readonly value: string;
  readonly span: Span;
  readonly family: NameFamily | undefined;
}

/** A URI that leads to a location of the same server: `auth_request /auth`, `ngx.location.capture("/auth")`. */
export interface UriUse {
  readonly uri: string;
  readonly span: Span;
  readonly server: number | undefined;
}

export interface LocationPlace {
  /** `=`, `^~`, `~`, `~*`; empty for a prefix. */
  readonly modifier: string;
  readonly uri: string;
  /** The words behind `location`. */
  readonly span: Span;
  readonly server: number | undefined;
}

/** A directive that holds Lua, or names a file with it. */
export interface LuaPlace {
  readonly node: ConfNode;
  readonly family: NameFamily | undefined;
  readonly server: number | undefined;
}

export interface IncludePlace {
  readonly node: ConfNode;
  readonly target: Word;
  readonly family: NameFamily | undefined;
  /** The innermost block around it; undefined at the top of the file. */
  readonly owner: string | undefined;
  readonly server: number | undefined;
}

/** All names of one file, in the order of the text. */
export interface FileNames {
  readonly occurrences: readonly NameOccurrence[];
  readonly values: readonly VariableValue[];
  /** The variables that are used as the host of a `proxy_pass` and its like, in lower case. */
  readonly hosts: readonly string[];
  readonly locations: readonly LocationPlace[];
  readonly uris: readonly UriUse[];
  readonly lua: readonly LuaPlace[];
  readonly includes: readonly IncludePlace[];
}

/** nginx compares variables and upstreams without regard to case (ngx_http_add_variable, ngx_http_upstream_add). */
export function foldedName(kind: NameKind, name: string): string {
  return kind === 'variable' || kind === 'upstream' ? name.toLowerCase() : name;
}

/** Whether two occurrences of files of one program can be the same thing, by kind, name and family. */
export function isSameName(
  a: Pick<NameOccurrence, 'kind' | 'name' | 'family'>,
  b: Pick<NameOccurrence, 'kind' | 'name' | 'family'>,
): boolean {
  if (a.kind !== b.kind || foldedName(a.kind, a.name) !== foldedName(b.kind, b.name)) return false;
  // Memory is one for the program; Lua files and what stands in no family may belong to either.
  if (a.kind === 'zone' || a.kind === 'dict') return true;
  return a.family === undefined || b.family === undefined || a.family === b.family;
}
