import { randomUUID } from 'node:crypto';

import { createServer } from '../../../main/node/ledger/postgres/server.ts';
import { openGrace } from './grace-desk.ts';

/** What the process is told, as JSON in its only argument. */
export interface KilledGraceSetup {
  readonly url: string;
  readonly file: string;
  readonly installId: string;
  readonly nowMs: number;
}

/**
 * A process of its own, to be killed at any moment: it commits one call after the other, half of them by
 * a reservation, and tells its parent of each before the next.
 */
const setup = JSON.parse(process.argv[2] ?? '') as KilledGraceSetup;
const ledger = await openGrace({
  file: setup.file,
  server: createServer({ url: setup.url, connectTimeoutMs: 500 }),
  nowMs: () => setup.nowMs,
  graceCredits: () => 1_000_000,
});
const { installId } = setup;
for (;;) {
  const request = { installId, tier: 'max', hasHardware: true, jobId: null, ttlSeconds: null };
  const made = await ledger.reserve(request);
  const answers = [
    made.kind === 'reserved'
      ? await ledger.commit({ by: 'reservation', reservationId: made.reservationId, installId: null })
      : made,
    await ledger.commit({ by: 'call', installId, tier: 'max', backend: 'gemini', jobId: randomUUID() }),
  ];
  for (const answer of answers) {
    const isCharged = answer.kind === 'committed' && answer.charged;
    await new Promise((resolve) => process.send?.(isCharged ? 'charged' : JSON.stringify(answer), resolve));
  }
}
