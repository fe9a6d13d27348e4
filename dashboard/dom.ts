type Attributes = Readonly<Record<string, string | undefined>>;

/** An element with attributes and children; texts are texts, never HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) target.removeAttribute(name);
    else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
  }
}

/** Touches the page only where something changes: a screen reader would read it again. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * Draws, and gives the focus back to whom it belonged: an element that is moved loses it. One that is hidden by
 * now cannot have it, and `instead` takes it over.
 */
export function keepingFocus(draw: () => void, instead: HTMLElement): void {
  const before = document.activeElement;
  draw();
  if (!(before instanceof HTMLElement) || before === document.body) return;
  if (before.isConnected && before.closest('[hidden]') === null) {
    if (document.activeElement !== before) before.focus({ preventScroll: true });
  } else {
    instead.focus({ preventScroll: true });
  }
}

/** Elements by key below a parent: those that stay are kept with their focus and their transitions. */
export class Keyed<Item, Part extends { readonly root: HTMLElement }> {
  private readonly parts = new Map<string, Part>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly keyOf: (item: Item) => string,
    private readonly make: (item: Item) => Part,
    private readonly update: (part: Part, item: Item) => void,
  ) {}

  draw(items: readonly Item[]): void {
    const keys = new Set(items.map(this.keyOf));
    for (const [key, part] of this.parts) {
      if (keys.has(key)) continue;
      part.root.remove();
      this.parts.delete(key);
    }
    items.forEach((item, index) => {
      const key = this.keyOf(item);
      let part = this.parts.get(key);
      if (!part) this.parts.set(key, (part = this.make(item)));
      this.update(part, item);
      // Moving an element ends its transitions and takes its focus, so only what stands wrongly is moved.
      if (this.parent.children[index] !== part.root) {
        this.parent.insertBefore(part.root, this.parent.children[index] ?? null);
      }
    });
  }
}
