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

/** One or more pages in a row. */
interface Run {
  start: number;
  length: number;
}

/** A page that is cut into equal slots. */
interface SlotPage {
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
  /** Free runs in the order in which they are tried; nginx tries the last one freed first, which only moves fragments. */
  private readonly freeRuns = new Set<Run>();
  private readonly byStart = new Map<number, Run>();
  private readonly byEnd = new Map<number, Run>();
  /** Pages with room left, by slot size. */
  private readonly open = new Map<number, Set<SlotPage>>();
  private pages = 0;

  /** @param size bytes of the zone, as `lua_shared_dict` names them */
  constructor(size: number) {
    const estimate = Math.max(0, Math.floor((size - poolHeader) / (pageSize + pageDescriptor)));
    const start = Math.ceil((poolHeader + estimate * pageDescriptor) / pageSize) * pageSize;
    const length = Math.max(0, Math.min(estimate, Math.floor((size - start) / pageSize)));
    if (length > 0) this.addRun({ start: 0, length });
    this.pages = length;
  }

  /** Bytes in pages that are wholly free: what `free_space()` answers. */
  get freeBytes(): number {
    return this.pages * pageSize;
  }

  /** Undefined when there is no room. */
  allocate(size: number): Block | undefined {
    if (size > maxSlotSize) return this.takePages(Math.ceil(size / pageSize));
    const slotSize = slotSizeFor(size);
    const open = this.openPages(slotSize);
    for (const page of open) {
      page.used += 1;
      if (page.used === page.slots) open.delete(page);
      return page;
    }
    const run = this.takePages(1);
    if (!run) return undefined;
    const page = { start: run.start, slotSize, slots: slotsPerPage(slotSize), used: 1 };
    if (page.used < page.slots) open.add(page);
    return page;
  }

  free(block: Block): void {
    if (!('slotSize' in block)) {
      this.releasePages(block);
      return;
    }
    block.used -= 1;
    const open = this.openPages(block.slotSize);
    if (block.used > 0) {
      open.add(block);
      return;
    }
    open.delete(block);
    this.releasePages({ start: block.start, length: 1 });
  }

  private openPages(slotSize: number): Set<SlotPage> {
    let open = this.open.get(slotSize);
    if (!open) {
      open = new Set();
      this.open.set(slotSize, open);
    }
    return open;
  }

  private takePages(count: number): Run | undefined {
    for (const run of this.freeRuns) {
      if (run.length < count) continue;
      const taken = { start: run.start, length: count };
      this.byStart.delete(run.start);
      run.start += count;
      run.length -= count;
      if (run.length > 0) {
        this.byStart.set(run.start, run);
      } else {
        this.byEnd.delete(run.start);
        this.freeRuns.delete(run);
      }
      this.pages -= count;
      return taken;
    }
    return undefined;
  }

  private releasePages({ start, length }: Run): void {
    this.pages += length;
    const merged = { start, length };
    const before = this.byEnd.get(start);
    if (before) {
      this.removeRun(before);
      merged.start = before.start;
      merged.length += before.length;
    }
    const after = this.byStart.get(start + length);
    if (after) {
      this.removeRun(after);
      merged.length += after.length;
    }
    this.addRun(merged);
  }

  private addRun(run: Run): void {
    this.freeRuns.add(run);
    this.byStart.set(run.start, run);
    this.byEnd.set(run.start + run.length, run);
  }

  private removeRun(run: Run): void {
    this.freeRuns.delete(run);
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
