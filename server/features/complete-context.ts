import type { Catalogue, Context, Family } from '../../core/nginx/index.js';
import { familyOf } from '../../core/nginx/index.js';
import type { ConfPlace } from './conf-place.js';
import type { DeclaredName } from './conf-names.js';

/** What completion in a configuration knows besides the text. */
export interface CompletionContext {
  /** The contexts that the file's top may have. */
  readonly outer: readonly Context[];
  readonly catalogue: Catalogue;
  /** What the configurations declare that the file is part of, its own declarations included. */
  readonly names: readonly DeclaredName[];
  readonly paths?: PathContext;
  /** The client fills in snippets. */
  readonly snippets: boolean;
  /** The character that asked by itself; undefined: a person asked, or a word is being typed. */
  readonly trigger?: string;
}

/** The files that paths can name. Directories are relative to the project's root, without a `/` at either end. */
export interface PathContext {
  /** Where nginx begins to look for the files of a configuration: includes, certificates. */
  readonly confDirectories: readonly string[];
  /** Where it begins to look for all others: logs, roots, Lua. */
  readonly prefixes: readonly string[];
  /** The names in a directory, undefined where there is none. */
  list(directory: string): readonly PathEntry[] | undefined;
}

export interface PathEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** The modules that a place belongs to; a file of unknown use is taken for one of http. */
export function familyAt({ block, blocks }: ConfPlace): 'http' | 'stream' {
  const families = [...blocks].reverse().flatMap(({ contexts }) => contexts.map(familyOf));
  const known = families.find((family): family is Exclude<Family, 'core'> => family !== 'core');
  return known === 'stream' || block.name?.value === 'stream' ? 'stream' : 'http';
}

/** Where the server around a place starts in its file. */
export function serverAt({ blocks }: ConfPlace): number | undefined {
  return blocks.find(({ name }) => name?.value === 'server')?.name?.span.start;
}
