/** What can stand in one FreeList at a time. */
export interface Linked<Node> {
  newer: Node | undefined;
  older: Node | undefined;
}

/** A list that gives back what came last first, and lets go of any of its nodes at once: nginx's ngx_slab_page_t lists. */
export class FreeList<Node extends Linked<Node>> {
  private newest: Node | undefined;

  /** The newest node. */
  get first(): Node | undefined {
    return this.newest;
  }

  has(node: Node): boolean {
    return node.newer !== undefined || this.newest === node;
  }

  add(node: Node): void {
    node.older = this.newest;
    node.newer = undefined;
    if (this.newest) this.newest.newer = node;
    this.newest = node;
  }

  remove(node: Node): void {
    if (node.newer) node.newer.older = node.older;
    else this.newest = node.older;
    if (node.older) node.older.newer = node.newer;
    node.newer = undefined;
    node.older = undefined;
  }

  /** The newest node that will do. */
  find(isWanted: (node: Node) => boolean): Node | undefined {
    let node = this.newest;
    while (node && !isWanted(node)) node = node.older;
    return node;
  }
}
