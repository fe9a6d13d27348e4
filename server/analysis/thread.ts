import { readdirSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadLuaParser } from '../../core/lua/index.js';
import type { ProjectFiles } from '../../core/openresty/index.js';
import { loadLuaEngine } from '../../lua-engine/index.js';
import { lineFor, rehearse } from '../rehearsal.js';
import { isProjectFile, projectFiles, readProjectFile } from '../workspace/project-files.js';
import { TextStore } from '../workspace/text-store.js';
import { relativePath } from '../workspace/uris.js';
import { createAnalyser, type Analyser, type Analysis } from './analyse.js';
import type { Glances } from './glance.js';
import {
  AnalysisCancelled,
  type AnalysedFolder,
  type AnalysisResult,
  type FromThread,
  type Glance,
  type ThreadData,
  type ToThread,
} from './protocol.js';

interface Watched {
  readonly folder: AnalysedFolder;
  readonly texts: TextStore;
  readonly notes: Set<string>;
  /** Nothing has changed since the last analysis that came to its end. */
  isCurrent: boolean;
  /** What answers for the moments after an edit. */
  glances: Glances | undefined;
  /** The whole is analysed as fast as a glance at Lua would be. */
  isFast: boolean;
  /** Where the editor's texts changed last, a UTF-16 offset: the next edit is likely to be there. */
  recent: { readonly file: string; readonly at: number } | undefined;
}

/** Milliseconds: a program that takes no longer is analysed anew with each edit of its Lua. */
const fastEnough = 60;
/**
 * UTF-16 code units: a program that is no larger is analysed anew with each edit of its configurations, because rules
 * that look at Lua depend on them too. By its size and not by time, so that the same edit is always answered alike.
 */
const smallProgram = 16_000;
/** Milliseconds without a message after which nobody waits for anything. */
const idleTime = 300;
const rehearsals = 40;
/** More files than this are no edit: they were replaced, found or checked out. */
const fewFiles = 3;

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
  private lastMessage = 0;
  private hasRehearsed = false;

  constructor(
    private readonly analyser: Analyser,
    private readonly cancelled: Int32Array,
    private readonly send: (message: FromThread) => void,
  ) {}

  receive(message: ToThread): void {
    this.lastMessage = performance.now();
    switch (message.type) {
      case 'folder':
        return this.watch(message.folder);
      case 'forget':
        this.folders.delete(message.root);
        return;
      case 'text':
        return this.setText(message.path, message.text, 0);
      case 'edit': {
        const { path, start, end, text } = message;
        const before = this.open.get(path) ?? '';
        return this.setText(path, before.slice(0, start) + text + before.slice(end), start);
      }
      case 'changed':
        for (const path of message.paths)
          for (const { texts } of this.folders.values()) texts.invalidate(path);
        return;
      case 'analyse':
        return this.answer(message.root, message.run, (watched, checkpoint) => {
          const { duration, result } = this.analyse(watched, checkpoint);
          return { type: 'result', run: message.run, result, duration };
        });
      case 'glance':
        return this.answer(message.root, message.run, (watched, checkpoint) => ({
          type: 'glanced',
          run: message.run,
          glance: glance(watched, checkpoint),
        }));
    }
  }

  private setText(path: string, text: string | undefined, at: number): void {
    if (text === undefined) this.open.delete(path);
    else this.open.set(path, text);
    for (const [root, watched] of this.folders) {
      watched.texts.setOpen(path, text);
      const file = relativePath(root, path);
      if (file !== undefined) watched.recent = { file, at };
    }
  }

  private watch(folder: AnalysedFolder): void {
    const known = this.folders.get(folder.root);
    if (known) {
      this.folders.set(folder.root, { ...known, folder, isCurrent: false, glances: undefined });
      return;
    }
    const notes = new Set<string>();
    const texts = new TextStore(
      folder.root,
      (note) => notes.add(note),
      folder.flat ? flatFiles : projectFiles,
    );
    for (const [path, text] of this.open) texts.setOpen(path, text);
    this.folders.set(folder.root, {
      folder,
      texts,
      notes,
      isCurrent: false,
      glances: undefined,
      isFast: false,
      recent: undefined,
    });
  }

  private answer(
    root: string,
    run: number,
    compute: (watched: Watched, checkpoint: () => void) => FromThread,
  ): void {
    const watched = this.folders.get(root);
    if (!watched) {
      this.send({ type: 'failed', run, message: `${root} is not analysed here` });
      return;
    }
    const checkpoint = (): void => {
      // Runs only grow: one is not wanted as soon as it, or a later one, was cancelled.
      if (Atomics.load(this.cancelled, 0) >= run) throw new AnalysisCancelled();
    };
    try {
      checkpoint();
      this.send(compute(watched, checkpoint));
      if (watched.recent) prepare(watched, watched.recent, checkpoint);
    } catch (error) {
      if (error instanceof AnalysisCancelled) this.send({ type: 'cancelled', run });
      else {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.send({ type: 'failed', run, message });
      }
    }
  }

  private analyse(
    watched: Watched,
    checkpoint: () => void,
  ): { readonly result: AnalysisResult; readonly duration: number } {
    const { files, listing } = watched.texts.takeChanges();
    if (files.size > 0 || listing) {
      watched.isCurrent = false;
      watched.glances = undefined;
    }
    const start = performance.now();
    const analysis = this.analyser.analyse(watched.folder, watched.texts.files(), checkpoint);
    const { result } = analysis;
    const duration = performance.now() - start;
    watched.isCurrent = true;
    watched.isFast = duration <= fastEnough;
    watched.glances = analysis.glances();
    this.rehearse(watched, analysis);
    return { result: { ...result, notes: [...watched.notes, ...result.notes] }, duration };
  }

  /** Once, for the first open configuration that is answered for by excerpts: edits that nobody made. */
  private rehearse({ folder, glances, texts }: Watched, analysis: Analysis): void {
    if (this.hasRehearsed || !glances || glances.size <= smallProgram) return;
    const own = [...this.open].map(([path, text]) => ({ file: relativePath(folder.root, path), text }));
    const configuration = own.find(({ file }) => file !== undefined && glances.isConfiguration(file));
    if (configuration?.file === undefined) return;
    this.hasRehearsed = true;
    const { file, text } = configuration;
    const files = texts.files();
    const once = (index: number): void => {
      const at = lineFor(text, index, rehearsals);
      const edited = `${text.slice(0, at)}\n${text.slice(at)}`;
      const read = (path: string): string | undefined => (path === file ? edited : files.read(path));
      analysis.glances().editConfigurations([file], { ...files, read }, () => undefined);
    };
    rehearse(once, {
      count: rehearsals,
      isIdle: () => performance.now() - this.lastMessage > idleTime,
      onFailure: (error) => console.error(`a rehearsal of edits failed: ${String(error)}`),
    });
  }
}

/** Does now what the first edit at a place would have to wait for. */
function prepare(
  { glances, texts, isFast }: Watched,
  { file, at }: NonNullable<Watched['recent']>,
  checkpoint: () => void,
): void {
  if (!glances) return;
  if (glances.isConfiguration(file)) {
    if (glances.size > smallProgram) glances.prepareConfiguration(file, at, texts.files(), checkpoint);
  } else if (!isFast) {
    glances.prepare(file, checkpoint);
  }
}

function glance(watched: Watched, checkpoint: () => void): Glance {
  const { files, listing } = watched.texts.takeChanges();
  if (files.size > 0 || listing) watched.isCurrent = false;
  if (watched.isCurrent) return { outcome: 'same' };
  const { glances } = watched;
  // Whatever happens here, the next whole analysis does not build on it.
  watched.glances = undefined;
  if (!glances || listing || files.size > fewFiles) return { outcome: 'unknown' };
  const source = watched.texts.files();
  const configurations = [...files].filter((file) => glances.isConfiguration(file));
  if (configurations.length > 0 && glances.size <= smallProgram) return { outcome: 'unknown' };
  if (configurations.length > 0) glances.editConfigurations(configurations, source, checkpoint);
  const others = [...files].filter((file) => !configurations.includes(file));
  if (others.length > 0 && watched.isFast) return { outcome: 'unknown' };
  for (const file of others) {
    const text = source.read(file);
    if (text === undefined || !glances.covers(file)) return { outcome: 'unknown' };
    glances.edit(file, text, checkpoint);
  }
  watched.glances = glances;
  return { outcome: 'near', findings: glances.latest };
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
