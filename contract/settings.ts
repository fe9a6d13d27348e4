import * as z from 'zod/mini';
import { severities } from './finding.js';

/** What a rule's findings can be told as; `off`: they are not looked for. */
export const ruleLevels = [...severities, 'off'] as const;
export type RuleLevel = (typeof ruleLevels)[number];

/** Rule code -> the severity of its findings; the rules that are not named keep their own. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>;

/** What the server can do for an editor and a person may turn off, where another extension does it. */
export const featureNames = [
  'completion',
  'hover',
  'signatureHelp',
  'symbols',
  'definition',
  'references',
  'rename',
  'highlight',
  'folding',
  'selectionRange',
  'links',
  'codeAction',
  'formatting',
  'semanticTokens',
] as const;
export type FeatureName = (typeof featureNames)[number];

/** What is shown between the words of a configuration; all of it is off unless it is asked for. */
const InlayHintSettings = z.object({
  /** What `worker_processes auto` is on this machine. */
  workerProcesses: z._default(z.boolean(), false),
  /** What a location inherits: root, client_max_body_size, lua_code_cache. */
  inherited: z._default(z.boolean(), false),
  /** The `add_header` and the like that a block loses because it has some of its own. */
  lost: z._default(z.boolean(), false),
  /** Sizes in bytes. */
  sizes: z._default(z.boolean(), false),
});
export type InlayHintSettings = z.infer<typeof InlayHintSettings>;

/** A release of nginx, or nothing. */
export const nginxRelease = /^(?:\d+\.\d+(?:\.\d+)*)?$/;

/** The editor's settings below `openresty.`, as the language server reads them; paths are relative to the workspace folder. */
export const Settings = z.object({
  /** Rule code -> severity, or `off`. */
  rules: z._default(z.record(z.string(), z.enum(ruleLevels)), {}),
  /** Replaces the guess of nginx's prefix; empty: the guess. */
  prefix: z._default(z.string(), ''),
  /** The configurations to read; empty: found by name and text. */
  conf: z._default(z.string(), ''),
  /** Hover, symbols and definitions in Lua files. `auto`: unless another Lua language server is there. */
  lua: z._default(z.object({ features: z._default(z.enum(['auto', 'on', 'off']), 'auto') }), {
    features: 'auto',
  }),
  /** How configurations are formatted; whether they are is the feature `formatting`. */
  format: z._default(
    z.object({
      /** Puts the arguments of neighbouring directives into columns. */
      align: z._default(z.boolean(), false),
      /** The bodies of `*_by_lua_block` as well. */
      lua: z._default(z.boolean(), false),
    }),
    { align: false, lua: false },
  ),
  /** Feature -> whether it is on; those that are not named are. */
  features: z._default(z.partialRecord(z.enum(featureNames), z.boolean()), {}),
  codeLens: z._default(z.object({ enable: z._default(z.boolean(), true) }), { enable: true }),
  inlayHints: z._default(InlayHintSettings, InlayHintSettings.parse({})),
  /** Directives of other modules, or the file that describes them. `readModules` reads the description. */
  modules: z._default(z.union([z.string(), z.record(z.string(), z.unknown())]), {}),
  /** The release of nginx that runs the configurations; empty: the newest. */
  nginxVersion: z._default(z.string().check(z.regex(nginxRelease, 'not a version such as "1.22.1"')), ''),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Reads what an editor sends. Never throws: a setting of the wrong kind is as if it were not set, and `faults` says so.
 */
export function readSettings(value: unknown): { settings: Settings; faults: string[] } {
  const given = typeof value === 'object' && value !== null ? { ...value } : {};
  const whole = Settings.safeParse(given);
  if (whole.success) return { settings: whole.data, faults: [] };
  const faults = whole.error.issues.map((issue) => `openresty.${issue.path.join('.')}: ${issue.message}`);
  const wrong = new Set(whole.error.issues.map(({ path: [key] }) => String(key)));
  const rest = Object.fromEntries(Object.entries(given).filter(([key]) => !wrong.has(key)));
  return { settings: Settings.parse(rest), faults };
}
