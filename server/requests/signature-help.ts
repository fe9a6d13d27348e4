import { MarkupKind, type SignatureHelp, type SignatureHelpParams } from 'vscode-languageserver';
import { topContexts } from '../features/conf-surroundings.js';
import { signatureText } from '../features/conf-texts.js';
import { signaturesAt } from '../features/signature-conf.js';
import type { Session } from '../session.js';

export const signatureTriggers = [' '];

export function signatureHelp(session: Session) {
  return ({ textDocument, position }: SignatureHelpParams): SignatureHelp | null => {
    const open = session.featureDocument(textDocument.uri);
    if (open?.feature.language !== 'nginx') return null;
    const { document, feature } = open;
    const tree = feature.parsed.conf;
    const root = session.locate(textDocument.uri)?.root;
    const catalogue = session.catalogueOf(root);
    const outer = topContexts(feature.file, tree, session.factsOf(root), catalogue);
    const found = signaturesAt(tree, document.offsetAt(position), outer, catalogue);
    if (!found) return null;
    const { name, module, signatures, active, parameter } = found;
    const documentation = signatureText(name, module, session.reference, catalogue);
    return {
      signatures: signatures.map(({ label, parameters }) => ({
        label,
        ...(documentation !== undefined && {
          documentation: { kind: MarkupKind.Markdown, value: documentation },
        }),
        parameters: parameters.map(({ span: [start, end], text }) => ({
          label: [start, end],
          ...(text !== '' && { documentation: text }),
        })),
      })),
      activeSignature: active,
      // Behind the last argument none is marked: an index that is none of them.
      activeParameter: parameter ?? signatures[active]?.parameters.length ?? 0,
    };
  };
}
