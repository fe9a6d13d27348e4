import {
  endsTest,
  normalizePath,
  validateConfiguration,
  type Catalogue,
  type ConfFault,
  type ConfWorkspace,
  type Context,
  type IncludedConfiguration,
  type ValidateOptions,
} from '../nginx/index.js';

/** What nginx would say against a file, and the contexts in which it was read. */
export interface WorkspaceFault extends ConfFault {
  /** For a file whose surroundings are not known: the contexts that were tried, and none fits. */
  readonly tried?: readonly Context[];
}

/**
 * The faults of the configurations, each once. What includes a file decides how it is read; a snippet that nobody
 * includes is read in every context that it could have, and is faulty only when no context fits.
 */
export function checkConfigurations(
  workspace: ConfWorkspace,
  configurations: readonly IncludedConfiguration[],
  catalogue: Catalogue,
  checkpoint?: () => void,
): readonly WorkspaceFault[] {
  const found = new Map<string, WorkspaceFault>();
  for (const configuration of configurations) {
    for (const fault of faultsOf(configuration, workspace, { catalogue, isPlaceholder, checkpoint })) {
      const { file, span, message } = fault;
      const key = `${normalizePath(file.path)} ${span.start} ${span.end} ${message}`;
      if (!found.has(key)) found.set(key, fault);
    }
  }
  return [...found.values()];
}

function faultsOf(
  configuration: IncludedConfiguration,
  workspace: ConfWorkspace,
  options: ValidateOptions,
): readonly WorkspaceFault[] {
  const { contexts, source } = workspace.fileContexts(configuration.root.path);
  if (source === 'root') return validateConfiguration(configuration, options);
  const tries = contexts.map((context) =>
    validateConfiguration(configuration, { ...options, context, isPart: true }),
  );
  const errors = (faults: readonly ConfFault[]): number => faults.filter(endsTest).length;
  const [best] = tries.toSorted((a, b) => errors(a) - errors(b));
  if (best === undefined) return [];
  return contexts.length > 1 ? best.map((fault) => ({ ...fault, tried: contexts })) : best;
}

/**
 * Whether a word holds what a script or a template engine will fill in before nginx reads it: `${NAME}` as envsubst
 * writes it (nginx's own variables are written in lower case), `{{ name }}`, `<% name %>`, `%%NAME%%`, `@NAME@`,
 * `__NAME__`.
 */
export function isPlaceholder(raw: string): boolean {
  return /\$\{[A-Z_][A-Z0-9_]*\}|\{\{|<%|%%\w+%%|@[A-Z][A-Z0-9_]*@|__[A-Z][A-Z0-9_]*__/.test(raw);
}
