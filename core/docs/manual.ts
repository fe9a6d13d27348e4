/** A section of lua-nginx-module's manual, by the anchor that GitHub gives its heading: small letters, no punctuation. */
export function manual(section: string): string {
  return `https://github.com/openresty/lua-nginx-module#${section.toLowerCase().replace(/[^\w-]/g, '')}`;
}
