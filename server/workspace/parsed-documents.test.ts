import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { blocksAround, parseConf } from '../../core/nginx/index.js';
import { Random } from '../../core/nginx/testing/random.js';
import { parser } from '../testing/project.js';
import { ParsedDocuments } from './parsed-documents.js';

const server = (name: string): string => `    server {
        server_name ${name};
        location /${name} {
            root /srv/${name};
            add_header X-Name ${name};
        }
        location /more/${name} {
            proxy_pass http://127.0.0.1;
        }
    }
`;
const text = `http {\n${Array.from({ length: 150 }, (_, index) => server(`s${index}`)).join('')}}\n`;

function opened(): {
  documents: ParsedDocuments;
  document: TextDocument;
  type: (at: number, piece: string) => void;
} {
  const documents = new ParsedDocuments(parser);
  const document = TextDocument.create('file:///nginx.conf', 'nginx', 1, text);
  documents.near(document, 0);
  const type = (at: number, piece: string): void => {
    const position = document.positionAt(at);
    TextDocument.update(
      document,
      [{ range: { start: position, end: position }, text: piece }],
      document.version + 1,
    );
    documents.edited(document);
  };
  return { documents, document, type };
}

/** The heads of the blocks around an offset, and where they begin. */
const blocks = (tree: ReturnType<typeof parseConf>, offset: number): unknown[] =>
  blocksAround(tree, offset).map(({ name, node }) => [
    name,
    node.args.map(({ value }) => value),
    node.span.start,
  ]);

suite('the tree around a place of a long configuration', () => {
  test('what was parsed is taken as it is; after an edit an excerpt', (t) => {
    const { documents, document, type } = opened();
    t.after(() => documents.forget(document.uri));
    const whole = documents.near(document, 10);
    assert.equal(whole.tree, whole.whole);
    const at = text.indexOf('root /srv/s70');
    type(at, 'a');
    const near = documents.near(document, at + 1);
    assert.equal(near.whole, whole.whole);
    assert.notEqual(near.tree, near.whole);
    assert.ok(near.tree.text.replace(/ +/g, ' ').length < text.length / 10);
    assert.deepEqual(blocks(near.tree, at + 1), blocks(parseConf(document.getText()), at + 1));
  });

  test('the same text at another place: what lies around that', (t) => {
    const { documents, document, type } = opened();
    t.after(() => documents.forget(document.uri));
    type(text.indexOf('root /srv/s70'), 'a');
    documents.near(document, text.indexOf('root /srv/s70'));
    const other = document.getText().indexOf('add_header X-Name s9;');
    assert.deepEqual(
      blocks(documents.near(document, other).tree, other).map((one) => (one as unknown[])[0]),
      ['http', 'server', 'location'],
    );
  });

  test('wherever is typed, and wherever is asked, the blocks are those of the whole', (t) => {
    const random = new Random(17);
    for (let round = 0; round < 20; round += 1) {
      const { documents, document, type } = opened();
      t.after(() => documents.forget(document.uri));
      for (let edit = 0; edit < 4; edit += 1) {
        const now = document.getText();
        const ends = [...now.matchAll(/;\n/g)].map(({ index }) => index + 1);
        const at = ends[random.between(0, ends.length - 1)] ?? 0;
        type(at, random.pick(['\nroot /a;', '\ngzip on', ' ', '\nif ($a) { b; }']));
        const asked = random.pick([at, at + 1, ends[random.between(0, ends.length - 1)] ?? 0]);
        assert.deepEqual(
          blocks(documents.near(document, asked).tree, asked),
          blocks(parseConf(document.getText()), asked),
        );
      }
    }
  });
});
