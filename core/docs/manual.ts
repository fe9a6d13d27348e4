/** A section of lua-nginx-module's manual, as its page names the anchors: small letters, no punctuation. */
export function manual(section: string): string {
  return `https://github.com/openresty/lua-nginx-module#${section.toLowerCase().replace(/[^\w-]/g, '')}`;
}

/** The page of one of OpenResty's Lua libraries. */
export function library(name: string): string {
  return `https://github.com/openresty/${name}`;
}
