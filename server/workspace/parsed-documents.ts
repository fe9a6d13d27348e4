import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LuaParser } from '../../core/lua/index.js';
import {
  afterChanges,
  blanked,
  changeBetween,
  parseConf,
  partsBeside,
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
  private readonly wholes = new Map<string, ConfTree>();
  private readonly nears = new Map<string, { readonly version: number; readonly near: NearTree }>();
  private readonly rests = new Map<string, NodeJS.Timeout>();

  constructor(private readonly parser: LuaParser) {}

  get(document: TextDocument): ParsedText {
    const { uri, version } = document;
    const known = this.known.get(uri);
    if (known?.version === version) return known.parsed;
    const parsed = parsedText(document.getText(), this.parser, (tree) => this.wholes.set(uri, tree));
    this.known.set(uri, { version, parsed });
    return parsed;
  }

  /**
   * The tree around an offset: the whole one where it is known or quickly made, else that of the blocks around the
   * offset and around what was edited since the whole was last parsed. For answers that cannot wait.
   */
  near(document: TextDocument, offset: number): NearTree {
    const { uri, version } = document;
    const parsed = this.get(document);
    const whole = this.wholes.get(uri);
    const all = (): NearTree => ({ tree: parsed.conf, whole: parsed.conf });
    if (parsed.known || whole === undefined || parsed.text.length <= shortText) return all();
    const known = this.nears.get(uri);
    if (known?.version === version && known.near.whole === whole) return known.near;
    const change = changeBetween(whole.text, parsed.text);
    const before = offset - (offset >= change.end + change.growth ? change.growth : 0);
    const place = { start: Math.min(before, change.start), end: Math.max(before, change.end) };
    const parts = afterChanges(partsBeside(whole, [place]), [change]);
    const left = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    if (parsed.text.length - left > parsed.text.length * fewEnough) return all();
    const near = { tree: parseConf(blanked(parsed.text, parts)), whole };
    this.nears.set(uri, { version, near });
    return near;
  }

  /** The tree of a document that has this very text, if it was parsed. */
  treeOf(uri: string, text: string): ConfTree | undefined {
    const parsed = this.known.get(uri)?.parsed;
    return parsed?.text === text ? parsed.conf : undefined;
  }

  /** Parses an edited document when nobody types any more, for what is asked then. */
  restSoon(document: TextDocument): void {
    const { uri } = document;
    clearTimeout(this.rests.get(uri));
    const rest = setTimeout(() => {
      this.rests.delete(uri);
      // eslint-disable-next-line @typescript-eslint/no-unused-expressions
      this.get(document).conf;
    }, restTime);
    // Nothing waits for it at the end.
    rest.unref();
    this.rests.set(uri, rest);
  }

  forget(uri: string): void {
    clearTimeout(this.rests.get(uri));
    for (const kept of [this.rests, this.known, this.wholes, this.nears]) kept.delete(uri);
  }
}
