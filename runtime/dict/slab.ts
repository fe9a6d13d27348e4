import { FreeList, type Linked } from './free-list.js';

/** nginx's slab allocator over a page of 4096 bytes on a 64-bit machine (core/ngx_slab.c), in numbers only. */
const pageSize = 4096;
/** Bigger requests get whole pages: `ngx_slab_max_size`. */
const maxSlotSize = pageSize / 2;
const minShift = 3;
/** One machine word has a bit for each slot of this size: `ngx_slab_exact_size`. */
const exactSize = 64;
/** sizeof(ngx_slab_pool_t), and for each of the nine slot sizes sizeof(ngx_slab_page_t) + sizeof(ngx_slab_stat_t). */
const poolHeader = 200 + 9 * (24 + 32);
const pageDescriptor = 24;

/** Pages in a row, free or allocated as a whole. */
interface Run extends Linked<Run> {
  start: number;
  length: number;
}

/** A page that is cut into equal slots. */
interface SlotPage extends Linked<SlotPage> {
  readonly start: number;
  readonly slotSize: number;
  readonly slots: number;
  used: number;
}

/** What `allocate` gave, to be handed back to `free`. */
export type Block = SlotPage | Run;

/**
 * Says which allocations would find room in a shared memory zone, and how many pages are left. It holds
 * no data: a dictionary that asks it fills up, fragments and evicts as nginx's own does.
 */
export class Slab {
  private readonly freeRuns = new FreeList<Run>();
  private readonly byStart = new Map<number, Run>();
  private readonly byEnd = new Map<number, Run>();
  /** Pages with room left, by slot size. */
  private readonly open = new Map<number, FreeList<SlotPage>>();
  private freePages: number;

  /** @param size bytes of the zone, as `lua_shared_dict` names them */
  constructor(size: number) {
    const estimate = Math.max(0, Math.floor((size - poolHeader) / (pageSize + pageDescriptor)));
    const start = Math.ceil((poolHeader + estimate * pageDescriptor) / pageSize) * pageSize;
    this.freePages = Math.max(0, Math.min(estimate, Math.floor((size - start) / pageSize)));
    if (this.freePages > 0) this.addRun(0, this.freePages);
  }

  /** Bytes in pages that are wholly free: what `free_space()` answers. */
  get freeBytes(): number {
    return this.freePages * pageSize;
  }

  /** Undefined when there is no room (ngx_slab_alloc_locked). */
  allocate(size: number): Block | undefined {
    if (size > maxSlotSize) return this.takePages(Math.ceil(size / pageSize));
    const slotSize = slotSizeFor(size);
    const open = this.openPages(slotSize);
    const page = open.first ?? this.cutPage(slotSize, open);
    if (!page) return undefined;
    page.used += 1;
    if (page.used === page.slots) open.remove(page);
    return page;
  }

  /** ngx_slab_free_locked: a page that had no room left is the next one to be used. */
  free(block: Block): void {
    if (!('slotSize' in block)) {
      this.releasePages(block.start, block.length);
      return;
    }
    block.used -= 1;
    const open = this.openPages(block.slotSize);
    const isOpen = open.has(block);
    if (block.used > 0) {
      if (!isOpen) open.add(block);
      return;
    }
    if (isOpen) open.remove(block);
    this.releasePages(block.start, 1);
  }

  private openPages(slotSize: number): FreeList<SlotPage> {
    let open = this.open.get(slotSize);
    if (!open) {
      open = new FreeList();
      this.open.set(slotSize, open);
    }
    return open;
  }

  private cutPage(slotSize: number, open: FreeList<SlotPage>): SlotPage | undefined {
    const run = this.takePages(1);
    if (!run) return undefined;
    const slots = slotsPerPage(slotSize);
    const page: SlotPage = { start: run.start, slotSize, slots, used: 0, newer: undefined, older: undefined };
    open.add(page);
    return page;
  }

  /** ngx_slab_alloc_pages: the first run that is long enough; what is left of it keeps its place in the list. */
  private takePages(count: number): Run | undefined {
    const run = this.freeRuns.find(({ length }) => length >= count);
    if (!run) return undefined;
    const { start } = run;
    this.byStart.delete(start);
    run.start += count;
    run.length -= count;
    if (run.length > 0) {
      this.byStart.set(run.start, run);
    } else {
      this.byEnd.delete(run.start);
      this.freeRuns.remove(run);
    }
    this.freePages -= count;
    return { start, length: count, newer: undefined, older: undefined };
  }

  /** ngx_slab_free_pages: joined with its free neighbours, the run is the first one of the list. */
  private releasePages(start: number, length: number): void {
    this.freePages += length;
    const after = this.byStart.get(start + length);
    if (after) this.removeRun(after);
    const before = this.byEnd.get(start);
    if (before) this.removeRun(before);
    this.addRun(before?.start ?? start, length + (before?.length ?? 0) + (after?.length ?? 0));
  }

  private addRun(start: number, length: number): void {
    const run: Run = { start, length, newer: undefined, older: undefined };
    this.freeRuns.add(run);
    this.byStart.set(start, run);
    this.byEnd.set(start + length, run);
  }

  private removeRun(run: Run): void {
    this.freeRuns.remove(run);
    this.byStart.delete(run.start);
    this.byEnd.delete(run.start + run.length);
  }
}

/** The power of two, at least 8, that holds `size` bytes. */
function slotSizeFor(size: number): number {
  let slot = 1 << minShift;
  while (slot < size) slot *= 2;
  return slot;
}

/** Pages of small slots keep their bitmap in their own first slots. */
function slotsPerPage(slotSize: number): number {
  const slots = pageSize / slotSize;
  if (slotSize >= exactSize) return slots;
  return slots - Math.max(1, Math.floor(slots / (slotSize * 8)));
}
