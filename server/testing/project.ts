import { readFileSync } from 'node:fs';
import { loadNginxReference } from '../../core/docs/index.js';
import { LineIndex } from '../../core/nginx/index.js';
import { testParser } from '../../core/lua/testing/parser.js';
import { memoryFiles } from '../../core/openresty/index.js';
import { loadLuaEngine } from '../../lua-engine/index.js';
import { createAnalyser } from '../analysis/analyse.js';
import type { AnalysisResult } from '../analysis/protocol.js';
import type { FeatureDocument } from '../features/place.js';
import { parsedText } from '../workspace/documents.js';

export const parser = await testParser();
const engine = loadLuaEngine(readFileSync('lua-engine/built/lua.wasm'));

/** A project in memory, and a cursor: the `|` in one of its texts. */
export interface TestProject {
  readonly texts: Readonly<Record<string, string>>;
  readonly result: AnalysisResult;
  readonly document: FeatureDocument;
  /** UTF-16 offset in the document's text. */
  readonly cursor: number;
}

export function testProject(marked: Readonly<Record<string, string>>): TestProject {
  const texts: Record<string, string> = {};
  let at: { file: string; cursor: number } | undefined;
  for (const [file, text] of Object.entries(marked)) {
    const cursor = text.indexOf('|');
    if (cursor !== -1) at = { file, cursor };
    texts[file] = text.replace('|', '');
  }
  if (!at) throw new Error('no text has a cursor |');
  const analyser = createAnalyser(parser, (text, name) => engine.compile(Buffer.from(text, 'utf8'), name));
  const folder = { root: '/p', flat: false, prefix: '', conf: '', rules: {} };
  const { result } = analyser.analyse(folder, memoryFiles(texts), () => undefined);
  const document: FeatureDocument = {
    language: at.file.endsWith('.lua') ? 'lua' : 'nginx',
    file: at.file,
    parsed: parsedText(texts[at.file] ?? '', parser),
  };
  return { texts, result, document, cursor: at.cursor };
}

/** The part of a text between two places. */
export function textAt(
  text: string,
  { start, end }: { start: { line: number; character: number }; end: { line: number; character: number } },
): string {
  const lines = new LineIndex(text);
  return text.slice(lines.offsetAt(start), lines.offsetAt(end));
}

/** A piece of nginx's documentation, as the build makes it. */
export const reference = loadNginxReference(
  JSON.stringify({
    directives: [
      {
        name: 'listen',
        module: 'ngx_stream_core_module',
        text: 'Of stream.',
        syntax: ['*`address`*:*`port`*'],
        contexts: ['server'],
        default: '',
        isBlock: false,
      },
      {
        name: 'listen',
        module: 'ngx_http_core_module',
        text: 'Of http.',
        syntax: ['*`port`*'],
        contexts: ['server'],
        default: '*:80',
        isBlock: false,
      },
    ],
    variables: [
      { name: '$host', module: 'ngx_http_core_module', text: 'The host.' },
      { name: '$arg_NAME', module: 'ngx_http_core_module', text: 'An argument.' },
    ],
  }),
);
