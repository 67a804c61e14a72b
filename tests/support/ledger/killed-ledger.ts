import { randomUUID } from 'node:crypto';

import { defaultTiers } from '../../../core/ledger/tiers.ts';
import { createSqliteLedger } from '../../../main/node/ledger/sqlite-ledger.ts';
import { sayNow } from '../say-now.ts';

/**
 * A process of its own, to be killed at any moment: it books on installs of its own and on one that
 * several processes share, each call as a job, and writes down what was acknowledged before it goes
 * on. Arguments: the ledger's file, and a prefix that makes its jobs its own.
 */
const [, , path = '', prefix = ''] = process.argv;
const installs = ['0000000000a1', '0000000000a2', '0000000000a3'].map((end) => `c0ffee00-0000-4000-8000-${end}`);
const store = createSqliteLedger({
  path,
  nowMs: Date.now,
  newId: randomUUID,
  tiers: () => defaultTiers,
  notice: (notice) => say(`notice ${notice.kind}`),
});

/** In one piece and at once: what was said is in the pipe when the process dies. */
function say(line: string): void {
  sayNow(`${line}\n`);
}

async function lane(number: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const installId = installs[(number + turn) % installs.length] ?? '';
    const jobId = `${prefix}-${number}-${turn}`;
    say(`began ${installId} ${jobId}`);
    const answer =
      turn % 2 === 0
        ? await store.commit({ by: 'call', installId, tier: 'max', backend: 'hardware', jobId })
        : await throughReservation(installId, jobId);
    say(
      answer.kind === 'committed' && answer.charged
        ? `booked ${installId} ${jobId}`
        : `fault ${JSON.stringify(answer)}`,
    );
  }
}

async function throughReservation(installId: string, jobId: string) {
  const made = await store.reserve({ installId, tier: 'max', hasHardware: true, jobId, ttlSeconds: 5 });
  return made.kind === 'reserved'
    ? store.commit({ by: 'reservation', reservationId: made.reservationId, installId })
    : made;
}

say('ready');
await Promise.all(Array.from({ length: 6 }, (_, number) => lane(number)));
