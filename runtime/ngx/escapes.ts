/** Characters that ngx.escape_uri leaves alone (NGX_ESCAPE_URI_COMPONENT). */
const component = /[^A-Za-z0-9\-._~!*'()]/g;
/** ngx.escape_uri(text, 0): NGX_ESCAPE_URI. */
const wholeUri = /[\u0000-\u0020"#%<>?\\^`{|}\u007f-\u00ff]/g;

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

export function escapeComponent(text: string): string {
  return text.replace(component, percent);
}

export function escapeWhole(text: string): string {
  return text.replace(wholeUri, percent);
}

/** `%XX` and, in queries, `+` decoded; what is malformed stays (ngx_http_lua_unescape_uri). */
export function unescapeUri(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
