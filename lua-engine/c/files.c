/*
** Opening files: the C library's fopen ends here, and the host opens the file or refuses.
** (Reading, writing, seeking and closing are WASI imports of the C library itself.)
*/
#define IMPORT(name) __attribute__((import_module("host"), import_name(name)))

/* Opens a file with Linux's O_* flags. Returns a descriptor of the host, or a negative errno in
** WASI's numbering. */
extern int host_open(const char *path, int flags) IMPORT("open");

/* Replaces the weak function of emscripten's standalone C library, which always refuses. */
long __syscall_open(const char *path, long flags, ...) {
  return host_open(path, (int)flags);
}
