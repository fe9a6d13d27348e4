import type { ZoneKind } from '../../core/nginx/index.js';
import { familyAt, serverAt, type CompletionContext } from './complete-context.js';
import type { Proposal } from './conf-item.js';
import { zoneKind, type DeclaredKind, type DeclaredName } from './conf-names.js';
import type { ConfPlace } from './conf-place.js';

/** The names of one kind that are known at a place, each once. */
export function namesAt(
  kind: DeclaredKind,
  place: ConfPlace,
  { names }: CompletionContext,
): readonly DeclaredName[] {
  const family = familyAt(place);
  const found = new Map<string, DeclaredName>();
  for (const one of names)
    if (one.kind === kind && one.name !== '' && !found.has(one.name))
      if (kind === 'zone' || kind === 'dict' || one.family === undefined || one.family === family)
        found.set(one.name, one);
  return [...found.values()];
}

export function zoneProposals(
  of: ZoneKind | undefined,
  place: ConfPlace,
  context: CompletionContext,
): Proposal[] {
  return namesAt('zone', place, context)
    .filter(({ by }) => of === undefined || zoneKind(by) === of)
    .map(({ name, by, file }) => ({ label: name, kind: 'zone', detail: where(by, file), rank: 0 }));
}

export function upstreamProposals(place: ConfPlace, context: CompletionContext): Proposal[] {
  return namesAt('upstream', place, context).map(({ name, by, file }) => ({
    label: name,
    kind: 'upstream',
    detail: where(by, file),
    rank: 0,
  }));
}

/** The named locations of the server around, and those of files that are included into servers. */
export function locationProposals(place: ConfPlace, context: CompletionContext): Proposal[] {
  const server = serverAt(place);
  const reachable = context.names.filter(
    (one) =>
      one.kind !== 'location' ||
      one.file !== undefined ||
      one.server === undefined ||
      server === undefined ||
      one.server === server,
  );
  return namesAt('location', place, { ...context, names: reachable }).map(({ name, file }) => ({
    label: `@${name}`,
    kind: 'location',
    detail: where('named location', file),
    rank: 0,
  }));
}

export function plainNames(
  kind: 'dict' | 'log format',
  place: ConfPlace,
  context: CompletionContext,
): Proposal[] {
  const own = namesAt(kind, place, context).map(({ name, by, file }): Proposal => ({
    label: name,
    kind: kind === 'dict' ? 'dict' : 'format',
    detail: where(by, file),
    rank: 0,
  }));
  // ngx_http_log_module has this one from the start.
  return kind === 'log format' && familyAt(place) === 'http'
    ? [...own, { label: 'combined', kind: 'format', detail: 'of nginx', rank: 1 }]
    : own;
}

function where(by: string, file: string | undefined): string {
  return file === undefined ? by : `${by} in ${file}`;
}
