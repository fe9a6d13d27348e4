import * as z from 'zod/mini';

/** The names of the language server's own messages; everything else is LSP's. */
export const languageMessages = {
  /** Notification from the server: the configurations of the workspace have changed. Params: Configurations. */
  configurations: 'openresty/configurations',
} as const;

/** The client's command that shows a page of Markdown; its argument is the page. */
export const explainCommand = 'openresty.explain';

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
