import { reportUnknownVariables } from '../complex-value.js';
import { silentlyDeclared } from '../silent-declarations.js';
import type { BlockEnd, Setters } from '../setter.js';
import { zeroSizeZones } from '../zones.js';
import { accessSetters } from './http-access.js';
import { coreSetters } from './http-core.js';
import { implicitListen, listenSetters } from './http-listen.js';
import { filterSetters } from './http-filters.js';
import { geoSetters } from './http-geo.js';
import { limitSetters } from './http-limits.js';
import { duplicateLocations, locationSetters } from './http-location.js';
import { logSetters } from './http-log.js';
import { mapSetters } from './http-map.js';
import { rewriteSetters } from './http-rewrite.js';
import { conflictingServerNames, serverNameSetters } from './http-server-name.js';
import { httpSlotSetters } from './http-slots.js';
import { certificates } from './http-ssl.js';
import { slotSetters } from './slots.js';

const unknownVariables: BlockEnd = (end) => reportUnknownVariables(end, 'http', silentlyDeclared(end));

/** Every setter that is known, one file for each part of nginx; a directive whose setter is not here is not judged. */
export const setters: Setters = {
  ...slotSetters,
  ...httpSlotSetters,
  ...accessSetters,
  ...coreSetters,
  ...filterSetters,
  ...geoSetters,
  ...limitSetters,
  ...logSetters,
  ...mapSetters,
  ...listenSetters,
  ...locationSetters,
  ...serverNameSetters,
  ...rewriteSetters,
};

/** What happens at the end of each block, by the block's name; `''` is the whole configuration. In nginx's order. */
export const blockEnds: Readonly<Record<string, readonly BlockEnd[]>> = {
  server: [implicitListen],
  http: [duplicateLocations, certificates, unknownVariables, conflictingServerNames],
  '': [zeroSizeZones],
};
