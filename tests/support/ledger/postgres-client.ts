import { randomUUID } from 'node:crypto';

import { defaultTiers } from '../../../core/ledger/tiers.ts';
import { createPostgresLedger } from '../../../main/node/ledger/postgres/postgres-ledger.ts';
import { createServer } from '../../../main/node/ledger/postgres/server.ts';

/** What a client process is told, as JSON in its only argument. */
export interface ClientSetup {
  readonly url: string;
  readonly clients: number;
  readonly callsEach: number;
  /** All clients commit on it, each call a job of its own. */
  readonly sharedInstallId: string;
  /** All clients reserve on it and commit what they got. */
  readonly scarceInstallId: string;
  readonly nowMs: number;
}

/** What it saw, sent to its parent at the end. */
export interface ClientCounts {
  readonly committed: number;
  readonly served: number;
  readonly others: readonly string[];
}

/** A process of its own with many clients that commit and reserve at once. */
async function run(setup: ClientSetup): Promise<ClientCounts> {
  let committed = 0;
  let served = 0;
  const others: string[] = [];
  const client = async (): Promise<void> => {
    const server = createServer({
      url: setup.url,
      connections: 1,
      connectTimeoutMs: 30_000,
      statementTimeoutMs: 30_000,
    });
    const store = createPostgresLedger({
      ...{ server, nowMs: () => setup.nowMs, newId: randomUUID, tiers: () => defaultTiers },
    });
    for (let call = 0; call < setup.callsEach; call += 1) {
      const installId = setup.sharedInstallId;
      const jobId = randomUUID();
      const answer = await store.commit({ by: 'call', installId, tier: 'max', backend: 'gemini', jobId });
      if (answer.kind === 'committed' && answer.charged) committed += 1;
      else others.push(JSON.stringify(answer));
      const scarce = {
        installId: setup.scarceInstallId,
        tier: 'core',
        hasHardware: false,
        jobId: null,
        ttlSeconds: null,
      };
      const made = await store.reserve(scarce);
      if (made.kind === 'denied') continue;
      const paid =
        made.kind === 'reserved'
          ? await store.commit({ by: 'reservation', reservationId: made.reservationId, installId: null })
          : made;
      if (paid.kind === 'committed' && paid.charged) served += 1;
      else others.push(JSON.stringify(paid));
    }
    await store.close();
  };
  await Promise.all(Array.from({ length: setup.clients }, client));
  return { committed, served, others };
}

process.send?.(await run(JSON.parse(process.argv[2] ?? '') as ClientSetup));
process.disconnect?.();
