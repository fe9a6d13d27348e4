import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CompletionItem,
  CompletionList,
  FoldingRange,
  Hover,
  InitializeResult,
  Location,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
} from 'vscode-languageserver/node';
import { startEditor, type Editor } from './testing/editor.js';

const conf = 'conf/nginx.conf';

const modules = {
  greet: { contexts: ['location'], arguments: '1-2', description: 'Says hello.' },
  greet_block: { contexts: ['server'], block: true },
};

/** Line and character of the first `|` in the text that has just been written; it is taken away. */
async function at(editor: Editor, marked: string): Promise<{ line: number; character: number }> {
  const [before = ''] = marked.split('|');
  const start = editor.text(conf).indexOf(before + (marked.split('|')[1] ?? ''));
  assert.notEqual(start, -1, `${marked} is not there`);
  const lines = editor
    .text(conf)
    .slice(0, start + before.length)
    .split('\n');
  return Promise.resolve({ line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
}

/** The texts of the tokens of a type, by what the server calls the types. */
function tokensOf(editor: Editor, { data }: SemanticTokens, type: string): string[] {
  const { semanticTokensProvider } = (editor.answer satisfies InitializeResult).capabilities;
  const types = semanticTokensProvider?.legend.tokenTypes ?? [];
  const lines = editor.text(conf).split('\n');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let index = 0; index < data.length; index += 5) {
    const [down = 0, right = 0, length = 0, kind = 0] = data.slice(index, index + 5);
    [line, character] = [line + down, down === 0 ? character + right : right];
    if (types[kind] === type) found.push(lines[line]?.slice(character, character + length) ?? '');
  }
  return found;
}

test('directives that the settings add are what nginx’s own are, in every feature', async (t) => {
  const editor = await startEditor(t, { settings: { modules } });
  await editor.open(conf);
  await editor.change(
    conf,
    'default_type text/plain;',
    'default_type text/plain;\n        set $name x;\n        greet_block {\n            etag on;\n        }',
  );
  await editor.change(conf, 'location / {', 'location / {\n            greet   "$name";');
  assert.deepEqual(await editor.pull(conf), []);

  const textDocument = { uri: editor.uri(conf) };
  const ask = <Answer>(method: string, params: object): Promise<Answer> =>
    editor.connection.sendRequest(`textDocument/${method}`, { textDocument, ...params });

  const hover = await ask<Hover>('hover', { position: await at(editor, 'gr|eet   ') });
  assert.match(JSON.stringify(hover.contents), /Says hello\./);

  const options = { tabSize: 4, insertSpaces: true };
  const edits = await ask<TextEdit[]>('formatting', { options });
  assert.deepEqual(
    edits.map(({ newText }) => newText.trim()),
    [''],
  );

  const tokens = tokensOf(editor, await ask<SemanticTokens>('semanticTokens/full', {}), 'keyword');
  assert.ok(tokens.includes('greet') && tokens.includes('greet_block'), tokens.join());

  const folds = await ask<FoldingRange[]>('foldingRange', {});
  const { line } = await at(editor, 'greet|_block');
  assert.ok(folds.some(({ startLine, endLine }) => startLine === line && endLine === line + 1));

  const places = await ask<Location[]>('references', {
    position: await at(editor, '$na|me x'),
    context: { includeDeclaration: true },
  });
  assert.equal(places.length, 2);

  await editor.change(conf, 'greet   "$name";', 'greet x;\n            gre');
  const list = await ask<CompletionList>('completion', { position: await at(editor, '    gre|\n') });
  const item = list.items.find(({ label }) => label === 'greet');
  assert.match(JSON.stringify(item?.documentation), /Says hello\./);
  assert.ok(item);
  const resolved: CompletionItem = await editor.connection.sendRequest('completionItem/resolve', item);
  assert.deepEqual(resolved.documentation, item.documentation);

  await editor.change(conf, '            gre\n', '            greet \n');
  const help = await ask<SignatureHelp>('signatureHelp', { position: await at(editor, '    greet |\n') });
  assert.match(help.signatures[0]?.label ?? '', /^greet /);
});

test('their blocks and arguments are judged; without the setting they are unknown', async (t) => {
  const editor = await startEditor(t, { settings: { modules } });
  await editor.open(conf);
  await editor.change(conf, 'default_type text/plain;', 'greet a;');
  await editor.change(conf, 'location / {', 'location / {\n            greet a b c;');
  const said = async (): Promise<unknown[]> =>
    (await editor.pull(conf)).map(({ code, message }) => [code, message]);
  assert.deepEqual(await said(), [
    ['conf/wrong-context', '"greet" directive is not allowed here'],
    ['conf/wrong-arity', 'invalid number of arguments in "greet" directive'],
  ]);
  await editor.configure({});
  const messages = (await said()).map((one) => JSON.stringify(one));
  assert.equal(messages.filter((one) => one.includes('unknown directive \\"greet\\"')).length, 2);
});
