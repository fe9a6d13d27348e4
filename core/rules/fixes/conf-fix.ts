import type { Fix } from '../../../contract/index.js';
import type { ConfFile } from '../../nginx/index.js';
import type { ProjectConfigurations } from '../../openresty/index.js';
import type { ConfEdit } from './conf-edits.js';

/** A change of configurations as their trees have them. */
export interface ConfMend {
  readonly title: string;
  readonly edits: readonly (ConfEdit & { readonly file: ConfFile })[];
}

/**
 * The change in the words of the contract; none where a tree has blanks for what an edit would replace: an excerpt of the
 * file was read, or a template without its tags, and nobody may take away what they have not seen.
 */
export function fixOf(
  { title, edits }: ConfMend,
  { placeInConfiguration, textInConfiguration }: ProjectConfigurations,
): readonly Fix[] {
  const isSeen = edits.every(
    ({ file, span }) =>
      textInConfiguration({ file: file.path, span }) === file.tree.text.slice(span.start, span.end),
  );
  if (!isSeen) return [];
  return [
    {
      title,
      edits: edits.map(({ file, span, newText }) => ({
        ...placeInConfiguration({ file: file.path, span }),
        newText,
      })),
    },
  ];
}
