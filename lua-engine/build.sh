#!/bin/bash
# Builds lua-engine/built/lua.wasm from the pristine Lua 5.2.4 source, the patch and the glue in c/.
#
#   build.sh              build, and write built/lua.wasm
#   build.sh --check      build into a temporary folder and compare with the committed file:
#                         exit 1 if a byte differs, 0 with a line if no emscripten is installed
#   build.sh --source F   use this lua5.2_5.2.4.orig.tar.gz instead of fetching it
#   build.sh --keep DIR   leave the patched source tree in DIR (to work on the patch)
#
# Needs a Debian or Ubuntu machine with `emscripten` (3.1.6 is what the committed file was built
# with; another version builds, but not the same bytes) and `patch`. The source is Debian's source
# package lua5.2, without Debian's own patches; it is fetched through apt with a list of source
# repositories derived from the machine's own, in a private folder: nothing on the machine changes.
set -euo pipefail

readonly ARCHIVE=lua5.2_5.2.4.orig.tar.gz
readonly ARCHIVE_SHA256=86fb7e23cbbddfcd92684e5f8017ff41c9112251d1656dbece415a97fad171c0
readonly CORE='lapi lcode lctype ldebug ldo ldump lfunc lgc llex lmem lobject lopcodes lparser lstate
  lstring ltable ltm lundump lvm lzio lauxlib lbaselib ldblib lmathlib loslib liolib lstrlib ltablib loadlib'
readonly GLUE='host coroutines environment traceback watch literals int64 bits tables basics files'

# The plain Lua API functions that the host calls next to the glue's exports.
readonly API='malloc free lua_settop lua_gettop lua_pushvalue lua_type lua_toboolean lua_tonumberx
  lua_tolstring lua_pushnil lua_pushboolean lua_pushnumber lua_pushlstring lua_createtable lua_rawget
  lua_rawset lua_rawgeti lua_rawlen lua_rawequal lua_next lua_newthread lua_checkstack lua_topointer'

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mode=build
archive=
keep=
while [ $# -gt 0 ]; do
  case $1 in
    --check) mode=check ;;
    --source) archive=$2; shift ;;
    --keep) keep=$2; shift ;;
    *) echo "build.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift
done

if ! command -v emcc > /dev/null; then
  echo 'lua-engine: emscripten is not installed, so the built file was not compared'
  [ "$mode" = check ] && exit 0 || exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints apt's source repositories for the machine's own binary ones (both file formats).
derive_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" >> "$work/sources.list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >> "$work/sources.sources" &&
      echo >> "$work/sources.sources"
  done
  return 0
}

fetch_archive() {
  local list
  derive_sources
  mkdir -p "$work/lists/partial"
  for list in "$work/sources.list" "$work/sources.sources"; do
    [ -s "$list" ] || continue
    local options=(-qq -o "Dir::Etc::sourcelist=$list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists")
    (cd "$work" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only lua5.2) &&
      break
  done
  archive=$work/$ARCHIVE
}

[ -n "$archive" ] || fetch_archive > "$work/apt.log" 2>&1 || { cat "$work/apt.log" >&2; exit 1; }
echo "$ARCHIVE_SHA256  $archive" | sha256sum --check --quiet
mkdir "$work/lua"
tar -xzf "$archive" -C "$work/lua" --strip-components=1
patch -s -d "$work/lua" -p1 < "$here/patch/lua52-luajit.patch"
if [ -n "$keep" ]; then
  rm -rf "$keep" && cp -r "$work/lua" "$keep"
fi

cp "$here"/c/*.c "$here"/c/*.h "$work/lua/src"
exports=$(printf '"_%s",' $API)
# Debian's emcc finds its JavaScript parser through NODE_PATH.
# The paths given to emcc are relative, so that no folder of this machine ends up in the file.
(cd "$work/lua/src" && NODE_PATH=/usr/share/nodejs emcc -O3 -flto -Wall -Wno-unused-function \
  -DLUA_COMPAT_ALL -DLUA_USE_AFORMAT '-DLUA_INTFRMLEN="ll"' '-DLUA_INTFRM_T=long long' \
  -DLUAI_MAXCCALLS=800 '-Dluai_makeseed()=0x1E45u' -I. \
  $(printf '%s.c ' $CORE $GLUE) -o "$work/lua.wasm" --no-entry \
  -s STANDALONE_WASM=1 -s ALLOW_MEMORY_GROWTH=1 -s INITIAL_MEMORY=4MB -s TOTAL_STACK=2MB \
  -s ERROR_ON_UNDEFINED_SYMBOLS=0 -s WARN_ON_UNDEFINED_SYMBOLS=0 -s SUPPORT_LONGJMP=wasm \
  -s "EXPORTED_FUNCTIONS=[${exports%,}]")

if [ "$mode" = check ]; then
  if ! cmp "$work/lua.wasm" "$here/built/lua.wasm"; then
    echo 'lua-engine: built/lua.wasm is not what the sources build: run lua-engine/build.sh' >&2
    exit 1
  fi
  echo 'lua-engine: built/lua.wasm is byte for byte what the sources build'
else
  mkdir -p "$here/built"
  cp "$work/lua.wasm" "$here/built/lua.wasm"
  (cd "$here/built" && sha256sum lua.wasm | tee lua.wasm.sha256)
fi
