/** The part of StyLua that is handed its WebAssembly; its own types know the entries only that read it from a file. */
declare module '@johnnymorganz/stylua/stylua_lib_bg.js' {
  export * from '@johnnymorganz/stylua';
  export function __wbg_set_wasm(exports: Readonly<Record<string, unknown>>): void;
}
