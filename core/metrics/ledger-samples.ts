import type { RecentInstalls } from '../ledger/store.ts';
import { type Sample, sampleOf } from './definitions.ts';

/** A series per install is dear to whoever keeps them; beyond so many the rest is only counted. */
export const mostInstalls = 1000;

/** What installs have left, those that were charged last; an install without a limit has no series. */
export function ledgerSamples({ rows, omitted }: RecentInstalls, nameOf: (id: string) => string): readonly Sample[] {
  return [
    ...rows.flatMap(({ installId, remaining }) =>
      sampleOf('quota_tray_ledger_remaining', { install: nameOf(installId) }, remaining),
    ),
    ...sampleOf('quota_tray_ledger_installs_omitted', {}, omitted),
  ];
}
