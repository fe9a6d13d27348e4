import type { BlockEnd, Setters } from '../setter.js';
import { slotSetters } from './slots.js';

/** Every setter that is known, one file for each part of nginx; a directive whose setter is not here is not judged. */
export const setters: Setters = {
  ...slotSetters,
};

/** What happens at the end of each block, by the block's name; `''` is the whole configuration. In nginx's order. */
export const blockEnds: Readonly<Record<string, readonly BlockEnd[]>> = {};
