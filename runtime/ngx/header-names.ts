/** Control characters in what Lua puts into a header go out escaped (ngx_http_lua_escape_header_value). */
export function safeHeaderValue(value: string): string {
  return value.replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, percent);
}

/** Names: also white space, colons and the like. */
export function safeHeaderName(name: string): string {
  return name.replace(/[^!#$%&'*+\-.^_`|~0-9A-Za-z]/g, percent);
}

export function isSafeHeaderText(text: string): boolean {
  return !/[\u0000-\u001f\u007f]/.test(text);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
