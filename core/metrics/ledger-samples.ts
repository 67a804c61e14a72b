import type { LedgerRow } from '../ledger/ledger-row.ts';
import { parseInstantMs } from '../units/time.ts';
import { type Sample, sampleOf } from './definitions.ts';

/** A series per install is dear to whoever keeps them; beyond so many the rest is only counted. */
export const mostInstalls = 1000;

/** What installs have left, those that were active last; an install without a limit has no series. */
export function ledgerSamples(rows: readonly LedgerRow[], nameOf: (id: string) => string): readonly Sample[] {
  const limited = rows.filter(({ remaining }) => remaining !== null);
  const listed = [...limited].sort((a, b) => lastActiveMs(b) - lastActiveMs(a)).slice(0, mostInstalls);
  return [
    ...listed.flatMap(({ installId, remaining }) =>
      sampleOf('quota_tray_ledger_remaining', { install: nameOf(installId) }, remaining),
    ),
    ...sampleOf('quota_tray_ledger_installs_omitted', {}, limited.length - listed.length),
  ];
}

function lastActiveMs({ lastActiveAt }: LedgerRow): number {
  return parseInstantMs(lastActiveAt) ?? 0;
}
