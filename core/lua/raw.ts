import type { TreeCursor } from 'web-tree-sitter';

/**
 * A tree-sitter node copied out of WebAssembly memory. Only what the lowering reads: `field` is the name that
 * the grammar gives the child; anonymous tokens stay, since they tell `t[x] = 1` from `x = 1` in a table.
 */
export interface RawNode {
  readonly type: string;
  readonly field: string | null;
  readonly named: boolean;
  readonly missing: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: RawNode[];
}

/** Copies the tree below the cursor in one walk, without recursion: a chunk may nest as deep as it likes. */
export function copyTree(cursor: TreeCursor): RawNode {
  const root = copyNode(cursor);
  const open = [root];
  if (!cursor.gotoFirstChild()) return root;
  for (;;) {
    const node = copyNode(cursor);
    open.at(-1)?.children.push(node);
    if (cursor.gotoFirstChild()) {
      open.push(node);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      open.pop();
      if (open.length === 0 || !cursor.gotoParent()) return root;
    }
  }
}

function copyNode(cursor: TreeCursor): RawNode {
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName,
    named: cursor.nodeIsNamed,
    missing: cursor.nodeIsMissing,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: [],
  };
}

export function childByField(node: RawNode, field: string): RawNode | undefined {
  return node.children.find((child) => child.field === field);
}

export function childrenByField(node: RawNode, field: string): RawNode[] {
  return node.children.filter((child) => child.field === field);
}

export function childByType(node: RawNode, type: string): RawNode | undefined {
  return node.children.find((child) => child.type === type);
}

/** The named children that carry meaning: no comments, no errors. */
export function meaningful(node: RawNode): RawNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment' && child.type !== 'ERROR');
}
