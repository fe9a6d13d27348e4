import { parseConf, type Catalogue, type ConfTree, type ParseOptions } from '../../core/nginx/index.js';
import {
  readConfigurations,
  templateEndings,
  type ProjectConfigurations,
  type ProjectFiles,
} from '../../core/openresty/index.js';
import type { ProjectFacts } from '../analysis/facts.js';

/** What a reading of a root's configurations depends on. */
export interface ConfigurationSource extends Omit<ProjectFiles, 'paths'> {
  /** Says which configurations there are. */
  readonly facts: ProjectFacts;
  /** Grows with each change of the root's texts. */
  readonly generation: number;
  /** As the settings have it; empty: nginx's own rules. */
  readonly prefix: string;
  readonly catalogue: Catalogue;
}

interface Kept extends Pick<ConfigurationSource, 'facts' | 'generation' | 'prefix' | 'catalogue'> {
  readonly read: ProjectConfigurations;
}

/**
 * The configurations of each root as their texts are now, also those that are not saved: what the last analysis found,
 * read again when a feature asks after an edit. Texts that did not change are not parsed again.
 */
export class ConfigurationStore {
  private readonly kept = new Map<string, Kept>();
  private trees = new Map<string, ConfTree>();

  get(root: string, source: ConfigurationSource): ProjectConfigurations {
    const known = this.kept.get(root);
    const { facts, generation, prefix, catalogue } = source;
    if (
      known?.facts === facts &&
      known.generation === generation &&
      known.prefix === prefix &&
      known.catalogue === catalogue
    )
      return known.read;
    const used = new Map<string, ConfTree>();
    const read = readConfigurations(
      { ...source, paths: [] },
      {
        configurations: facts.configurations.map(({ path }) => path).filter(isWritten),
        catalogue,
        parseConf: (path, text, options) => this.parse(`${root} ${path}`, text, options, used),
        ...(prefix !== '' && { prefix }),
      },
    );
    // Of each root only the last reading is kept.
    this.trees = new Map([...[...this.trees].filter(([key]) => !key.startsWith(`${root} `)), ...used]);
    this.kept.set(root, { facts, generation, prefix, catalogue, read });
    return read;
  }

  forget(root: string): void {
    this.kept.delete(root);
    this.trees = new Map([...this.trees].filter(([key]) => !key.startsWith(`${root} `)));
  }

  private parse(file: string, text: string, options: ParseOptions, used: Map<string, ConfTree>): ConfTree {
    const key = `${file} ${options.content ?? ''}`;
    const before = this.trees.get(key);
    const tree = before?.text === text ? before : parseConf(text, options);
    used.set(key, tree);
    return tree;
  }
}

/** A configuration that somebody wrote, not what a program or a template will print. */
function isWritten(path: string): boolean {
  return !path.endsWith('.lua') && !templateEndings.some((ending) => path.endsWith(`.${ending}`));
}
