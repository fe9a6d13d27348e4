import { readdirSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadLuaParser } from '../../core/lua/index.js';
import type { ProjectFiles } from '../../core/openresty/index.js';
import { loadLuaEngine } from '../../lua-engine/index.js';
import { isProjectFile, projectFiles, readProjectFile } from '../workspace/project-files.js';
import { TextStore } from '../workspace/text-store.js';
import { createAnalyser, type Analyser } from './analyse.js';
import {
  AnalysisCancelled,
  type AnalysedFolder,
  type FromThread,
  type ThreadData,
  type ToThread,
} from './protocol.js';

interface Watched {
  readonly folder: AnalysedFolder;
  readonly texts: TextStore;
  readonly notes: Set<string>;
}

/** Makes this thread the one that analyses: call it once, in a worker thread that got ThreadData. */
export async function runAnalysisThread(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('the analysis runs in a worker thread');
  const data = workerData as ThreadData;
  const send = (message: FromThread): void => port.postMessage(message);
  const parser = await loadLuaParser({ runtime: data.treeSitter, grammar: data.luaGrammar });
  const engine = loadLuaEngine(new Uint8Array(data.luaEngine));
  const analyser = createAnalyser(parser, (text, name) => engine.compile(Buffer.from(text, 'utf8'), name));
  const thread = new AnalysisThread(analyser, new Int32Array(data.cancelled), send);
  port.on('message', (message: ToThread) => thread.receive(message));
  send({ type: 'ready' });
}

/** The thread's state: folders, and the texts that are open. */
export class AnalysisThread {
  private readonly folders = new Map<string, Watched>();
  private readonly open = new Map<string, string>();

  constructor(
    private readonly analyser: Analyser,
    private readonly cancelled: Int32Array,
    private readonly send: (message: FromThread) => void,
  ) {}

  receive(message: ToThread): void {
    switch (message.type) {
      case 'folder':
        return this.watch(message.folder);
      case 'forget':
        this.folders.delete(message.root);
        return;
      case 'text':
        if (message.text === undefined) this.open.delete(message.path);
        else this.open.set(message.path, message.text);
        for (const { texts } of this.folders.values()) texts.setOpen(message.path, message.text);
        return;
      case 'changed':
        for (const path of message.paths)
          for (const { texts } of this.folders.values()) texts.invalidate(path);
        return;
      case 'analyse':
        return this.analyse(message.root, message.generation);
    }
  }

  private watch(folder: AnalysedFolder): void {
    const known = this.folders.get(folder.root);
    if (known) {
      this.folders.set(folder.root, { ...known, folder });
      return;
    }
    const notes = new Set<string>();
    const texts = new TextStore(
      folder.root,
      (note) => notes.add(note),
      folder.flat ? flatFiles : projectFiles,
    );
    for (const [path, text] of this.open) texts.setOpen(path, text);
    this.folders.set(folder.root, { folder, texts, notes });
  }

  private analyse(root: string, generation: number): void {
    const watched = this.folders.get(root);
    if (!watched) {
      this.send({ type: 'failed', root, generation, message: `${root} is not analysed here` });
      return;
    }
    const checkpoint = (): void => {
      // Generations only grow: a greater one is wanted as soon as this one is not.
      if (Atomics.load(this.cancelled, 0) > generation) throw new AnalysisCancelled();
    };
    const start = performance.now();
    try {
      checkpoint();
      const result = this.analyser.analyse(watched.folder, watched.texts.files(), checkpoint);
      const notes = [...watched.notes, ...result.notes];
      this.send({
        type: 'result',
        root,
        generation,
        result: { ...result, notes },
        duration: performance.now() - start,
      });
    } catch (error) {
      if (error instanceof AnalysisCancelled) this.send({ type: 'cancelled', root, generation });
      else {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.send({ type: 'failed', root, generation, message });
      }
    }
  }
}

/** The configuration and Lua files directly in a folder. */
function flatFiles(root: string): ProjectFiles {
  const list = (folder: string): string[] | undefined => {
    try {
      return readdirSync(`${root}/${folder}`);
    } catch {
      return undefined;
    }
  };
  const isFile = (name: string): boolean =>
    statSync(`${root}/${name}`, { throwIfNoEntry: false })?.isFile() ?? false;
  return {
    paths: (list('.') ?? []).filter((name) => isProjectFile(name) && isFile(name)).sort(),
    list,
    read: (file) => readProjectFile(root, file, () => undefined),
  };
}
