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

export function setHidden(target: HTMLElement, isHidden: boolean): void {
  if (target.hidden !== isHidden) target.hidden = isHidden;
}

/** What can be pressed keeps its place in the tab order when it is off; who stands on it is not thrown out. */
export function setOff(target: HTMLElement, isOff: boolean): void {
  setAttributes(target, { 'aria-disabled': isOff ? 'true' : undefined });
}

export function pressButton(
  attributes: Attributes,
  text: string,
  press: (button: HTMLButtonElement) => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') !== 'true') press(made);
  });
  return made;
}

/** An element that is kept for a key, and what it shows. */
export interface Part<Item> {
  readonly root: HTMLElement;
  readonly update: (item: Item) => void;
}

// Newer browsers move an element with its focus and its running transitions.
const canMove = 'moveBefore' in Element.prototype;

/** Elements by key below a parent: those that stay are kept. */
export class Keyed<Key, Item> {
  private readonly parts = new Map<Key, Part<Item>>();

  constructor(
    private readonly parent: HTMLElement,
    private readonly keyOf: (item: Item) => Key,
    private readonly make: (item: Item) => Part<Item>,
  ) {}

  draw(items: readonly Item[]): void {
    const keys = new Set(items.map(this.keyOf));
    for (const [key, { root }] of this.parts) {
      if (keys.has(key)) continue;
      root.remove();
      this.parts.delete(key);
    }
    const { activeElement } = document;
    let place = this.parent.firstElementChild;
    for (const item of items) {
      const part = this.part(item);
      part.update(item);
      if (part.root === place) place = place.nextElementSibling;
      else this.move(part.root, place);
    }
    if (activeElement instanceof HTMLElement && this.parent.contains(activeElement)) {
      if (document.activeElement !== activeElement) activeElement.focus({ preventScroll: true });
    }
  }

  private part(item: Item): Part<Item> {
    const key = this.keyOf(item);
    const known = this.parts.get(key);
    if (known) return known;
    const made = this.make(item);
    this.parts.set(key, made);
    return made;
  }

  private move(root: HTMLElement, place: Element | null): void {
    if (canMove && root.isConnected && this.parent.isConnected) this.parent.moveBefore(root, place);
    else this.parent.insertBefore(root, place);
  }
}
