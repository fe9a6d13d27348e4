import type { BlockEnd, Setters } from '../setter.js';
import { zeroSizeZones } from '../zones.js';
import { checkBuffers } from './buffers.js';
import { coreSetters, eventsAreThere } from './core.js';
import { httpSlotSetters } from './http-slots.js';
import { luaSetters } from './lua.js';
import { passingSetters } from './passing.js';
import { proxySetters } from './proxy.js';
import { slotSetters } from './slots.js';
import { undefinedUpstreams, upstreamEnd, upstreamSetters, upstreamsEnd } from './upstream.js';
import { namedLocations } from './named-locations.js';

/** Every setter that is known, one file for each part of nginx; a directive whose setter is not here is not judged. */
export const setters: Setters = {
  ...slotSetters,
  ...httpSlotSetters,
  ...coreSetters,
  ...upstreamSetters,
  ...passingSetters,
  ...proxySetters,
  ...luaSetters,
};

/** What happens at the end of each block, by the block's name; `''` is the whole configuration. In nginx's order. */
export const blockEnds: Readonly<Record<string, readonly BlockEnd[]>> = {
  upstream: [upstreamEnd],
  http: [upstreamsEnd('http'), checkBuffers, undefinedUpstreams('http')],
  stream: [upstreamsEnd('stream'), undefinedUpstreams('stream')],
  server: [namedLocations],
  '': [eventsAreThere, zeroSizeZones],
};
