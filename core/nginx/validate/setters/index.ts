import { reportLongVariables, reportUnknownVariables } from '../complex-value.js';
import { silentlyDeclared } from '../silent-declarations.js';
import type { BlockEnd, Setters } from '../setter.js';
import { zeroSizeZones } from '../zones.js';
import { accessSetters } from './access.js';
import { checkBuffers } from './buffers.js';
import { coreSetters, eventsAreThere, threadPoolsAreThere } from './core.js';
import { filterSetters } from './filters.js';
import { headersMoreSetters } from './headers-more.js';
import { echoSetters } from './echo.js';
import { extraSetters } from './http-extras.js';
import { httpSlotSetters } from './http-slots.js';
import { limitSetters } from './limits.js';
import { logSetters } from './logs.js';
import { luaSetters } from './lua.js';
import { ndkSetters } from './ndk.js';
import { streamCertificates, streamListenSetters, streamServerListens } from './stream-listen.js';
import { pathSetters } from './paths.js';
import { passingSetters } from './passing.js';
import { proxySetters } from './proxy.js';
import { httpCoreSetters } from './http-core.js';
import { charsetSetters } from './http-charset.js';
import { lateValueSetters } from './http-late-values.js';
import { contentSetters } from './http-content.js';
import { geoSetters } from './http-geo.js';
import { mapSetters } from './http-map.js';
import { implicitListen, listenSetters } from './http-listen.js';
import { duplicateLocations, locationSetters } from './http-location.js';
import { refererHosts, refererSetters } from './http-referer.js';
import { rewriteSetters } from './http-rewrite.js';
import { conflictingServerNames, serverNameSetters } from './http-server-name.js';
import { connectionsSuffice } from './listening.js';
import { listenCertificates } from './http-ssl.js';
import { slotSetters } from './slots.js';
import { checkCertificates, sslSetters } from './ssl.js';
import { undefinedUpstreams, upstreamEnd, upstreamSetters, upstreamsEnd } from './upstream.js';
import { cacheKeys, luaHandshakes, peerCertificates, secureLinks, streamPeerCertificates } from './merges.js';
import { namedLocations } from './named-locations.js';

function unknownVariables(family: 'http' | 'stream'): BlockEnd {
  return (end) => {
    reportUnknownVariables(end, family, silentlyDeclared(end, setters, family));
    reportLongVariables(end, family);
  };
}

/** Every setter that is known, one file for each part of nginx; a directive whose setter is not here is not judged. */
export const setters: Setters = {
  ...slotSetters,
  ...httpSlotSetters,
  ...coreSetters,
  ...upstreamSetters,
  ...passingSetters,
  ...proxySetters,
  ...pathSetters,
  ...refererSetters,
  ...luaSetters,
  ...limitSetters,
  ...logSetters,
  ...accessSetters,
  ...filterSetters,
  ...contentSetters,
  ...charsetSetters,
  ...lateValueSetters,
  ...geoSetters,
  ...mapSetters,
  ...sslSetters,
  ...httpCoreSetters,
  ...listenSetters,
  ...locationSetters,
  ...serverNameSetters,
  ...rewriteSetters,
  ...streamListenSetters,
  ...ndkSetters,
  ...echoSetters,
  ...headersMoreSetters,
  ...extraSetters,
};

/** What the modules say of the blocks when each has got what it inherits: module by module, in nginx's order. */
const httpMerges: readonly BlockEnd[] = [
  refererHosts,
  checkCertificates,
  checkBuffers('proxy'),
  peerCertificates('proxy'),
  checkBuffers('fastcgi'),
  cacheKeys('fastcgi'),
  checkBuffers('uwsgi'),
  cacheKeys('uwsgi'),
  peerCertificates('uwsgi'),
  checkBuffers('scgi'),
  cacheKeys('scgi'),
  peerCertificates('grpc'),
  secureLinks,
  luaHandshakes,
];

/** What happens at the end of each block, by the block's name; `''` is the whole configuration. In nginx's order. */
export const blockEnds: Readonly<Record<string, readonly BlockEnd[]>> = {
  upstream: [upstreamEnd],
  server: [implicitListen, namedLocations, streamServerListens],
  http: [
    upstreamsEnd('http'),
    ...httpMerges,
    duplicateLocations,
    listenCertificates,
    unknownVariables('http'),
    conflictingServerNames,
    undefinedUpstreams('http'),
  ],
  stream: [
    upstreamsEnd('stream'),
    streamCertificates,
    streamPeerCertificates,
    unknownVariables('stream'),
    undefinedUpstreams('stream'),
  ],
  '': [threadPoolsAreThere, eventsAreThere, connectionsSuffice, zeroSizeZones],
};
