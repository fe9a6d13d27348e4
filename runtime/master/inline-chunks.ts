import type { LocationTree, LuaHandler, Program } from '../program/index.js';
import type { InlineChunk } from '../report/index.js';

/** Every chunk that stands in the configuration itself. A block's first line is that of its `{`, which its place names. */
export function inlineChunks(program: Program): InlineChunk[] {
  return [...handlersOf(program)].flatMap(({ source, file, line }) =>
    source.kind === 'inline' ? [{ file, line, chunkName: source.chunkName }] : [],
  );
}

function* handlersOf({ lua, servers }: Program): Generator<LuaHandler> {
  for (const handler of [lua.init, lua.initWorker, lua.exitWorker]) if (handler) yield handler;
  for (const server of servers) {
    yield* ofLevel(server.root);
    yield* ofTree(server.locations);
  }
}

function* ofTree({ exact, prefixes, regexes, named }: LocationTree): Generator<LuaHandler> {
  for (const location of [...exact.values(), ...prefixes, ...regexes, ...named.values()]) {
    yield* ofLevel(location);
    yield* ofTree(location.nested);
  }
}

function* ofLevel({ settings, steps }: Program['servers'][number]['root']): Generator<LuaHandler> {
  yield* Object.values(settings.handlers);
  for (const step of steps) if (step.kind === 'set-lua') yield step.handler;
}
