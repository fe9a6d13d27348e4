import * as z from 'zod/mini';

/** The names of the language server's own messages; everything else is LSP's. */
export const languageMessages = {
  /** Notification from the server: the configurations of the workspace have changed. Params: Configurations. */
  configurations: 'openresty/configurations',
  /** Request to the server. Params: EffectiveRequest; result: EffectiveConfiguration, or null. */
  effectiveConfiguration: 'openresty/effectiveConfiguration',
} as const;

/** The client's command that shows a page of Markdown; its argument is the page. */
export const explainCommand = 'openresty.explain';

/** The client's command that shows places beside one; its arguments: a URI, a Position, an array of LSP's Location. */
export const showPlacesCommand = 'openresty.showPlaces';

/** A file of the configuration that is wanted: its root, or one that it includes. */
export const EffectiveRequest = z.strictObject({ uri: z.string() });

/** A configuration with all of its includes filled in. Lines count from 0. */
export const EffectiveConfiguration = z.strictObject({
  /** The root file, relative to its folder, and its URI. */
  file: z.string(),
  uri: z.string(),
  text: z.string(),
  /** Where the text comes from, from `line` on up to the next part; above each stands a comment that says so. */
  parts: z.array(z.strictObject({ line: z.number(), uri: z.string(), sourceLine: z.number() })),
});
export type EffectiveConfiguration = z.infer<typeof EffectiveConfiguration>;

/** A configuration that can be run: one that no other includes. */
export const RunnableConfiguration = z.strictObject({
  uri: z.string(),
  /** Absolute. */
  prefix: z.string(),
  /** For people: `4 workers`, `one worker for each processor`; empty where nobody knows. */
  workers: z.string(),
  /** Whether any of its directives runs Lua. */
  runsLua: z.boolean(),
});
export type RunnableConfiguration = z.infer<typeof RunnableConfiguration>;

export const Configurations = z.strictObject({ configurations: z.array(RunnableConfiguration) });
export type Configurations = z.infer<typeof Configurations>;
