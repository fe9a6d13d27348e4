/** `"app.plugins." .. name .. ".handler"`, with what calls for it. */
const computed =
  /(\brequire\b[\s(,]*)?(["'])([\w-]+(?:[./][\w-]+)*[./])\2\s*\.\.\s*[\w.[\]]+(?:\s*\.\.\s*(["'])([./][\w./-]+)\4)?/g;

/**
 * The computed names in a text that may be modules' names, with `*` for what is computed. A single word before the dot
 * may be anything, such as the name of a span (`"app." .. phase`): it counts where `require` takes it.
 */
export function computedModuleNames(text: string): string[] {
  return [...text.matchAll(computed)].flatMap(([, isRequired, , start = '', , end = '']) =>
    isRequired !== undefined || end !== '' || /[./]./.test(start) ? [`${start}*${end}`] : [],
  );
}
