import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LuaParser } from '../../core/lua/index.js';
import {
  afterChanges,
  blanked,
  changeBetween,
  withChange,
  parseConf,
  partsBeside,
  type Change,
  type ConfTree,
} from '../../core/nginx/index.js';
import { parsedText, type ParsedText } from './documents.js';

/** The tree of a configuration as far as it matters around one place. */
export interface NearTree {
  /** Of a text with blanks for what lies far away: all offsets are the document's. */
  readonly tree: ConfTree;
  /** Of the document as it was when the whole of it was last parsed. */
  readonly whole: ConfTree;
}

/** A document when the whole of it was last parsed, and what became of it. */
interface Whole {
  readonly tree: ConfTree;
  readonly text: string;
  readonly changes: readonly Change[];
}

interface Known {
  readonly version: number;
  readonly parsed: ParsedText;
}

/** UTF-16 code units: what is no longer is parsed as a whole at once. */
const shortText = 16_000;
/** Of a longer text, the share that an excerpt may have before the whole is parsed again. */
const fewEnough = 0.5;
/** Milliseconds after the last edit: nobody types any more. */
const restTime = 400;

/** The open documents as the features read them: each version is parsed once, when somebody asks. */
export class ParsedDocuments {
  private readonly known = new Map<string, Known>();
  private readonly wholes = new Map<string, Whole>();
  private readonly rests = new Map<string, NodeJS.Timeout>();

  constructor(private readonly parser: LuaParser) {}

  get(document: TextDocument): ParsedText {
    const { uri, version } = document;
    const known = this.known.get(uri);
    if (known?.version === version) return known.parsed;
    const parsed = parsedText(document.getText(), this.parser, (tree) =>
      this.wholes.set(uri, { tree, text: tree.text, changes: [] }),
    );
    this.known.set(uri, { version, parsed });
    return parsed;
  }

  /**
   * The tree around an offset: the whole one where it is known or quickly made, else that of the blocks around the
   * offset and around what was edited since the whole was last parsed. For answers that cannot wait.
   */
  near(document: TextDocument, offset: number): NearTree {
    const parsed = this.get(document);
    const near = parsed.known ? undefined : this.excerpt(document, offset);
    return near ?? { tree: parsed.conf, whole: parsed.conf };
  }

  /** The tree of the blocks around an offset, as after an edit; undefined where the whole is what `near` would take. */
  excerpt(document: TextDocument, offset: number): NearTree | undefined {
    const { uri } = document;
    const text = document.getText();
    const last = this.wholes.get(uri);
    if (last === undefined || text.length <= shortText) return undefined;
    const whole = last.tree;
    const { changes } = this.follow(uri, last, text);
    const before = offsetBefore(offset, changes);
    const parts = afterChanges(partsBeside(whole, [...changes, { start: before, end: before }]), changes);
    const left = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    if (text.length - left > text.length * fewEnough) return undefined;
    return { tree: parseConf(blanked(text, parts)), whole };
  }

  private parse(document: TextDocument): ConfTree {
    return this.get(document).conf;
  }

  private follow(uri: string, last: Whole, text: string): Whole {
    if (last.text === text) return last;
    const now = { ...last, text, changes: withChange(last.changes, changeBetween(last.text, text)) };
    this.wholes.set(uri, now);
    return now;
  }

  /** To be told of each edit. The whole is parsed when nobody types any more, for what is asked then. */
  edited(document: TextDocument): void {
    const { uri } = document;
    const last = this.wholes.get(uri);
    if (last) this.follow(uri, last, document.getText());
    clearTimeout(this.rests.get(uri));
    const rest = setTimeout(() => {
      this.rests.delete(uri);
      this.parse(document);
    }, restTime);
    // Nothing waits for it at the end.
    rest.unref();
    this.rests.set(uri, rest);
  }

  /** Nobody has typed for a while. */
  get isAtRest(): boolean {
    return this.rests.size === 0;
  }

  forget(uri: string): void {
    clearTimeout(this.rests.get(uri));
    for (const kept of [this.rests, this.known, this.wholes]) kept.delete(uri);
  }
}

/** Where an offset was in the text before the changes; somewhere in one for what it brought. */
function offsetBefore(offset: number, changes: readonly Change[]): number {
  let grown = 0;
  for (const { start, end, growth } of changes) {
    if (offset < start + grown) break;
    if (offset <= end + grown + growth) return start;
    grown += growth;
  }
  return offset - grown;
}
