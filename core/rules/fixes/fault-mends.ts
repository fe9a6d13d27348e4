import {
  argumentForms,
  blockOf,
  headEnd,
  nearestName,
  parseConf,
  walk,
  type Catalogue,
  type ConfFile,
  type ConfNode,
  type Span,
} from '../../nginx/index.js';
import type { WorkspaceFault } from '../../openresty/index.js';
import { before, runBefore, whiteSpace, withoutNode, withoutWord, type ConfEdit } from './conf-edits.js';
import type { ConfMend } from './conf-fix.js';

/** What mends a fault of a configuration, the likeliest first; empty where only its writer can tell. */
export function faultMends(fault: WorkspaceFault, catalogue: Catalogue): readonly ConfMend[] {
  return [...suggested(fault), ...(makers[fault.code]?.(fault, catalogue) ?? [])];
}

type Maker = (fault: WorkspaceFault, catalogue: Catalogue) => readonly ConfMend[];

const makers: Readonly<Partial<Record<WorkspaceFault['code'], Maker>>> = {
  'conf/duplicate': duplicate,
  'conf/invalid-value': (fault, catalogue) => [
    ...flag(fault),
    ...unit(fault),
    ...parameter(fault, catalogue),
    ...missingSemicolon(fault, catalogue),
  ],
  'conf/wrong-arity': (fault, catalogue) => [
    ...missingSemicolon(fault, catalogue),
    ...emptyBlock(fault),
    ...semicolonForBrace(fault),
  ],
  'conf/deprecated': deprecated,
  'conf/incomplete': missingEvents,
};

function suggested({ suggestion, file, span }: WorkspaceFault): readonly ConfMend[] {
  if (suggestion === undefined) return [];
  return [{ title: `Replace by \`${suggestion}\``, edits: [{ file, span, newText: suggestion }] }];
}

// The same thing twice

function duplicate(fault: WorkspaceFault): readonly ConfMend[] {
  const { message, file, span, related = [] } = fault;
  const node = nodeAt(file, span);
  if (node?.form !== 'simple') return [];
  const { text } = file.tree;
  const name = node.kind === 'entry' ? 'entry' : `\`${node.name.raw}\``;
  if (message.startsWith('a duplicate default server for ')) {
    const word = node.args.find(({ value }) => /^default(?:_server)?$/.test(value));
    return word ? [{ title: `Remove \`${word.raw}\``, edits: [{ file, ...withoutWord(word, text) }] }] : [];
  }
  // The words of lists that nginx ignores.
  if (/^(?:duplicate value|duplicate MIME type|conflicting server name) /.test(message)) {
    const word = node.args.find((one) => one.span.start === span.start);
    return word && node.args.length > 1
      ? [{ title: `Remove \`${word.raw}\``, edits: [{ file, ...withoutWord(word, text) }] }]
      : [];
  }
  if (!isOneTooMany(message)) return [];
  const first = related.flatMap((one) => {
    const other = nodeAt(one.file, one.span);
    return other?.form === 'simple' ? [{ file: one.file, ...withoutNode(other, one.file.tree.text) }] : [];
  });
  return [
    { title: `Remove this ${name}`, edits: [{ file, ...withoutNode(node, text) }] },
    ...first.map((edit) => ({ title: `Remove the first ${name}`, edits: [edit] })),
  ];
}

/** One of two statements is too many, whatever they say; where the later one wins, or one is a variable's, nobody can tell. */
function isOneTooMany(message: string): boolean {
  return (
    message.includes('directive is duplicate') ||
    /^(?:duplicate (?:zone|"log_format" name|thread pool|default map parameter)|conflicting parameter|a duplicate listen) ?/.test(
      message,
    ) ||
    / is already (?:defined as|bound to key) /.test(message)
  );
}

// Values

const yes = /^(?:yes|true|1|enabled?)$/i;
const no = /^(?:no|false|0|none|disabled?)$/i;

function flag({ message, file, span }: WorkspaceFault): readonly ConfMend[] {
  const [, value] = /^invalid value "(.*)" in ".*" directive, it must be "on" or "off"$/s.exec(message) ?? [];
  if (value === undefined) return [];
  const words = yes.test(value) ? ['on'] : no.test(value) ? ['off'] : ['on', 'off'];
  return words.map((word) => ({ title: `Replace by \`${word}\``, edits: [{ file, span, newText: word }] }));
}

const units: readonly (readonly [written: RegExp, meant: (number: string) => string])[] = [
  [/^(\d+)ki?b$/i, (number) => `${number}k`],
  [/^(\d+)mi?b$/i, (number) => `${number}m`],
  // Not every size may be told in `g`.
  [/^(\d+)gi?b?$/i, (number) => `${Number(number) * 1024}m`],
  [/^(\d+)(?:millis|msecs?|milliseconds?)$/i, (number) => `${number}ms`],
  [/^(\d+)(?:secs?|seconds?)$/i, (number) => `${number}s`],
  [/^(\d+)(?:mins?|minutes?)$/i, (number) => `${number}m`],
  [/^(\d+)(?:hrs?|hours?)$/i, (number) => `${number}h`],
  [/^(\d+)(?:days?)$/i, (number) => `${number}d`],
];

/** `10mb`, `30sec`: the unit as other programs write it. */
function unit({ message, file, span }: WorkspaceFault): readonly ConfMend[] {
  if (!message.endsWith(' directive invalid value')) return [];
  return (nodeAt(file, span)?.args ?? []).flatMap((word) => {
    const found = units.flatMap(([written, meant]) => {
      const [, number] = written.exec(word.value) ?? [];
      return number === undefined ? [] : [meant(number)];
    });
    return found.map((newText) => ({
      title: `Replace by \`${newText}\``,
      edits: [{ file, span: word.span, newText }],
    }));
  });
}

/** `listen 80 defalt_server`: the nearest of the parameters and words that the directive takes. */
function parameter({ message, file, span }: WorkspaceFault, catalogue: Catalogue): readonly ConfMend[] {
  const [, word = ''] = /^invalid parameter "(.*)"$/s.exec(message) ?? [];
  const node = nodeAt(file, span);
  const at = node?.args.find((one) => one.span.start === span.start);
  const [name = ''] = word.split('=', 1);
  if (!node || !at || name === '' || !at.raw.includes(name)) return [];
  const forms = catalogue.directives(node.name.value).flatMap((spec) => argumentForms(spec) ?? []);
  const known = forms
    .flat()
    .flatMap(({ words, parameters = [] }) => [
      ...(word.includes('=') ? [] : words),
      ...parameters
        .filter(({ value }) => (value !== undefined) === word.includes('='))
        .map((one) => one.name),
    ]);
  const near = nearestName(name, known);
  if (near === undefined || near === name) return [];
  const newText = at.raw.replace(name, () => near);
  return [{ title: `Replace by \`${newText}\``, edits: [{ file, span: at.span, newText }] }];
}

// What ends a statement

/** A statement that has swallowed the next one, whose name begins a line. */
function missingSemicolon({ file, span }: WorkspaceFault, catalogue: Catalogue): readonly ConfMend[] {
  const node = nodeAt(file, span);
  if (node === undefined || node.kind === 'entry') return [];
  const words = [node.name, ...node.args];
  const next = words.findIndex(({ span: { start }, value }, index) => {
    const last = words[index - 1];
    if (last === undefined || catalogue.directives(value).length === 0) return false;
    return file.tree.text.slice(last.span.end, start).includes('\n');
  });
  const end = words[next - 1]?.span.end;
  return end === undefined
    ? []
    : [{ title: 'Insert missing `;`', edits: [{ file, span: { start: end, end }, newText: ';' }] }];
}

/** `listen 80 {}` */
function emptyBlock({ message, file, span }: WorkspaceFault): readonly ConfMend[] {
  const node = nodeAt(file, span);
  if (!message.endsWith(' is not terminated by ";"') || node?.form !== 'block') return [];
  const { open, close, children, comments } = node.block;
  if (!close || children.length + comments.length > 0) return [];
  const { end: start } = (node.args.at(-1) ?? node.name).span;
  const [opened, closed] = [
    file.tree.text.slice(open.start, open.end),
    file.tree.text.slice(close.start, close.end),
  ];
  return [
    {
      title: `Replace \`${opened}${closed}\` by \`;\``,
      edits: [{ file, span: { start, end: close.end }, newText: ';' }],
    },
  ];
}

/** `server;` for `server {`: its `}` is one too many then; else the block is empty. */
function semicolonForBrace({ message, file, span }: WorkspaceFault): readonly ConfMend[] {
  const node = nodeAt(file, span);
  if (!message.endsWith(' has no opening "{"') || node?.form !== 'simple') return [];
  const { text } = file.tree;
  const edit = (newText: string): ConfEdit => ({
    span: { start: headEnd(node) - runBefore(text, headEnd(node), whiteSpace), end: node.terminator.end },
    newText: ` ${newText}`,
  });
  const opened = edit('{');
  const after = text.slice(0, opened.span.start) + opened.newText + text.slice(opened.span.end);
  const [made, { span: at, newText }] =
    parseConf(after).errors.length === 0 ? ['{', opened] : ['{}', edit('{}')];
  return [{ title: `Replace \`;\` by \`${made}\``, edits: [{ file, span: at, newText }] }];
}

// What is out of date

function deprecated({ message, file, span }: WorkspaceFault): readonly ConfMend[] {
  const node = nodeAt(file, span);
  if (node?.form !== 'simple') return [];
  const { text } = file.tree;
  // nginx does no more than say so (ngx_http_v2_obsolete).
  if (message.includes(' directive is obsolete, '))
    return [
      {
        title: `Remove \`${node.name.raw}\`, which has no effect`,
        edits: [{ file, ...withoutNode(node, text) }],
      },
    ];
  const [, old, instead] =
    /^the "(\w+)" directive is deprecated, use the "([^"]*)" directive instead$/.exec(message) ?? [];
  if (old === 'ssl') return sslOfListen(node, file);
  // Both names set the same field.
  return instead !== undefined && /^\w+$/.test(instead)
    ? [{ title: `Replace by \`${instead}\``, edits: [{ file, span: node.name.span, newText: instead }] }]
    : [];
}

/** `ssl on;` of a server, said by its `listen` instead: of each, since `ssl on` is about all of them. */
function sslOfListen(ssl: ConfNode, file: ConfFile): readonly ConfMend[] {
  const { text, children } = file.tree;
  const remove = { file, ...withoutNode(ssl, text) };
  if (ssl.args[0]?.value.toLowerCase() === 'off')
    return [{ title: 'Remove `ssl off`, the default', edits: [remove] }];
  const server = [...walk(children)].find(
    (node) => node.form === 'block' && node.name.value === 'server' && node.block.children.includes(ssl),
  );
  if (server?.form !== 'block') return [];
  const listens = server.block.children.filter(({ name }) => name.value === 'listen');
  if (listens.length === 0) return [];
  const edits = listens
    .filter(({ args }) => !args.some(({ value }) => value === 'ssl'))
    .map(({ args, name }) => {
      const { end } = (args.at(-1) ?? name).span;
      return { file, span: { start: end, end }, newText: ' ssl' };
    });
  return [{ title: 'Say `ssl` in `listen` instead', edits: [...edits, remove] }];
}

// What is missing

function missingEvents({ message, file }: WorkspaceFault): readonly ConfMend[] {
  if (message !== 'no "events" section in configuration') return [];
  const { children, text } = file.tree;
  const at = children.find(({ form }) => form === 'block') ?? children[0];
  return at ? [{ title: 'Insert `events {}`', edits: [{ file, ...before(at, ['events {}'], text) }] }] : [];
}

/** The statement whose head holds this span. */
function nodeAt({ tree }: ConfFile, { start, end }: Span): ConfNode | undefined {
  let among: readonly ConfNode[] = tree.children;
  for (;;) {
    const node = among.find(({ span }) => span.start <= start && end <= span.end);
    if (node === undefined || end <= (node.args.at(-1) ?? node.name).span.end) return node;
    among = blockOf(node)?.children ?? [];
  }
}
