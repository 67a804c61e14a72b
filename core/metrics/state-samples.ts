import type { AccountState } from '../accounts/account-state.ts';
import type { Fact, Source } from '../quota/fact.ts';
import { serviceWaitUntilMs, settledLink } from '../refresh/endpoint-machine.ts';
import { type Sample, sampleOf } from './definitions.ts';

/** How old the newest figure of each source is, and which endpoints wait until when. */
export function stateSamples(state: AccountState, labels: Sample['labels'], nowMs: number): readonly Sample[] {
  return [
    ...[...newestBySource(state)].flatMap(([source, asOfMs]) =>
      sampleOf('quota_tray_reading_age_seconds', { ...labels, source }, Math.max(0, nowMs - asOfMs) / 1000),
    ),
    ...Object.entries(state.endpoints).flatMap(([endpoint, endpointState]) => {
      const link = settledLink(endpointState);
      const waits = (link.kind === 'limited' || link.kind === 'retrying') && link.untilMs > nowMs;
      const untilSeconds = waits ? link.untilMs / 1000 : null;
      const serviceUntilMs = serviceWaitUntilMs(link, nowMs);
      const serviceUntilSeconds = serviceUntilMs === null ? null : serviceUntilMs / 1000;
      const named = { ...labels, endpoint };
      return [
        ...sampleOf('quota_tray_backoff_until_timestamp_seconds', named, untilSeconds),
        ...sampleOf('quota_tray_service_wait_until_timestamp_seconds', named, serviceUntilSeconds),
      ];
    }),
  ];
}

function newestBySource({ facts }: AccountState): ReadonlyMap<Source, number> {
  const ofWindows = facts.windows.flatMap(({ shape, usedPercent, reached, resetsAtMs }): readonly Fact<unknown>[] => [
    shape,
    usedPercent,
    reached,
    resetsAtMs,
  ]);
  const newest = new Map<Source, number>();
  for (const { said } of [...Object.values(facts).filter(isFact), ...ofWindows]) {
    if (said !== null) newest.set(said.source, Math.max(newest.get(said.source) ?? -Infinity, said.asOfMs));
  }
  return newest;
}

function isFact(part: unknown): part is Fact<unknown> {
  return typeof part === 'object' && part !== null && 'said' in part;
}
