import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { applyEdits, formatDocument, LineIndex, type FormatOptions } from '../core/nginx/index.js';
import { assetLuaFormatter } from './assets.js';
import { editorConfigReader } from './editor-config.js';
import { configurationsAt } from './fmt-files.js';
import { UsageError } from './usage.js';

type Outcome = 'same' | 'changed' | 'refused';

interface Formatted {
  readonly outcome: Outcome;
  readonly bytes: Buffer;
}

/** `openresty-lens fmt`: 0, or 1 where `--check` found something to change, or 2 where a file could not be read. */
export function fmtCommand(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      align: { type: 'boolean', default: false },
      lua: { type: 'boolean', default: false },
      indent: { type: 'string' },
      stdin: { type: 'boolean', default: false },
    },
  });
  const { check, align, lua, indent } = values;
  const told: FormatOptions = {
    align,
    ...(indent !== undefined && indentOf(indent)),
    ...(lua && { formatLua: assetLuaFormatter() }),
  };
  if (values.stdin || positionals.includes('-')) {
    if (positionals.some((given) => given !== '-'))
      throw new UsageError('fmt reads standard input or files, not both');
    return Promise.resolve(formatInput({ ...defaults, ...told }, check));
  }
  if (positionals.length === 0) throw new UsageError('fmt needs a PATH: a folder or a configuration');
  const editorConfig = editorConfigReader();
  // What the command line says goes before the file's surroundings.
  const optionsOf = (file: string): FormatOptions => ({ ...defaults, ...editorConfig(file), ...told });
  return Promise.resolve(formatFiles(configurationsAt(positionals, process.cwd()), optionsOf, check));
}

const defaults: FormatOptions = { finalNewline: true };

function indentOf(value: string): FormatOptions {
  if (value === 'tab') return { insertSpaces: false };
  const tabSize = Number(value);
  if (!Number.isInteger(tabSize) || tabSize < 1 || tabSize > 16)
    throw new UsageError(`--indent is tab or a number of blanks from 1 to 16, not "${value}"`);
  return { tabSize, insertSpaces: true };
}

function formatInput(options: FormatOptions, check: boolean): number {
  const { outcome, bytes } = formatted('standard input', readFileSync(0), options);
  if (!check) process.stdout.write(bytes);
  return exitCode([outcome], check);
}

function formatFiles(
  files: readonly string[],
  optionsOf: (file: string) => FormatOptions,
  check: boolean,
): number {
  const outcomes = files.map((file) => {
    const name = path.relative(process.cwd(), file) || file;
    const { outcome, bytes } = formatted(name, readFileSync(file), optionsOf(file));
    if (outcome === 'changed') {
      if (!check) writeFileSync(file, bytes);
      console.log(`${check ? 'would change' : 'changed'} ${name}`);
    }
    return outcome;
  });
  return exitCode(outcomes, check);
}

function exitCode(outcomes: readonly Outcome[], check: boolean): number {
  if (outcomes.includes('refused')) return 2;
  return check && outcomes.includes('changed') ? 1 : 0;
}

/** Bytes that are no UTF-8 are read one by one, so that none is lost. */
function formatted(name: string, bytes: Buffer, options: FormatOptions): Formatted {
  const utf8 = bytes.toString('utf8');
  const encoding = Buffer.from(utf8, 'utf8').equals(bytes) ? 'utf8' : 'latin1';
  const text = encoding === 'utf8' ? utf8 : bytes.toString('latin1');
  const byteLength = encoding === 'utf8' ? {} : { byteLength: (part: string) => part.length };
  const result = formatDocument(text, { ...options, ...byteLength });
  if (result.kind === 'refused') {
    const { line, character } = new LineIndex(text).positionAt(result.at);
    console.error(`${name}:${line + 1}:${character + 1}: left as it is: ${result.message}`);
    return { outcome: 'refused', bytes };
  }
  if (result.edits.length === 0) return { outcome: 'same', bytes };
  return { outcome: 'changed', bytes: Buffer.from(applyEdits(text, result.edits), encoding) };
}
