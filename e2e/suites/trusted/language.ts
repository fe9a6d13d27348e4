import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { browser, visualTest } from '../support/browser.js';
import { files, placeOf, show, uriOf } from '../support/sample.js';
import { until } from '../support/until.js';

/** Hovers, symbols, definitions. */
export function language(): void {
  suite('language', () => {
    for (const name of ['content_by_lua_block', 'worker_processes', 'ngx.say']) {
      test(`hover: ${name}`, async () => {
        const { document } = await show(files.conf);
        const text = await hoverText(document, placeOf(document, name, name.length - 1));
        assert.match(text, new RegExp(name.replace('.', '\\.')));
        assert.ok(text.length > 2 * name.length, `more than its name: ${text}`);
      });
    }

    visualTest('a hover is shown by the keyboard', async () => {
      const editor = await show(files.conf);
      const place = placeOf(editor.document, 'content_by_lua_block', 3);
      editor.selection = new vscode.Selection(place, place);
      await vscode.commands.executeCommand('editor.action.showHover');
      await browser('waitText', { selector: '.monaco-hover', text: 'content_by_lua' });
      await browser('shot', { name: 'hover' });
      await browser('press', { key: 'Escape' });
    });

    visualTest('a hover is shown under the mouse', async () => {
      await show(files.conf);
      await browser('hover', { selector: '.view-line > span > span', text: 'worker_processes' });
      await browser('waitText', { selector: '.monaco-hover', text: 'worker' });
      await browser('press', { key: 'Escape' });
    });

    test('symbols of the configuration', async () => {
      const names = await symbolNames(files.conf);
      for (const part of ['http', 'server', 'location /', 'location = /shared']) {
        assert.ok(
          names.some((name) => name.includes(part)),
          `${part} is not among ${names.join(', ')}`,
        );
      }
    });

    test('symbols of the module', async () => {
      const names = await symbolNames(files.module);
      for (const part of ['main', 'shared']) {
        assert.ok(
          names.some((name) => name.includes(part)),
          `${part} is not among ${names.join(', ')}`,
        );
      }
    });

    test('the definition of a required module is its file', async () => {
      const { document } = await show(files.conf);
      const place = placeOf(document, '"my-module"', 3);
      const found = await until('a definition', async () => {
        const all = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          document.uri,
          place,
        );
        return all.length > 0 && all;
      });
      const targets = found.map((one) => ('targetUri' in one ? one.targetUri : one.uri).toString());
      assert.deepEqual([...new Set(targets)], [uriOf(files.module).toString()]);
    });
  });
}

/** The text of all hovers at the place, once there is one. */
function hoverText(document: vscode.TextDocument, place: vscode.Position): Promise<string> {
  return until('a hover', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      place,
    );
    // The command gives Markdown only, whatever a provider has given.
    const texts = hovers
      .flatMap((hover) => hover.contents as vscode.MarkdownString[])
      .map((part) => part.value);
    return texts.length > 0 && texts.join('\n');
  });
}

/** The names (with their details) of the symbols of a file, outer ones first. */
async function symbolNames(file: string): Promise<string[]> {
  const { document } = await show(file);
  const symbols = await until('symbols', async () => {
    const all = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return all && all.length > 0 && all;
  });
  const names = (symbol: vscode.DocumentSymbol): string[] => [
    `${symbol.name} ${symbol.detail}`.trim(),
    ...symbol.children.flatMap(names),
  ];
  return symbols.flatMap(names);
}
