import { randomUUID } from 'node:crypto';

import { defaultTiers } from '../../../core/ledger/tiers.ts';
import type { GraceEvent } from '../../../main/node/ledger/outbox/grace-event.ts';
import { createGraceLedger, type GraceLedger } from '../../../main/node/ledger/outbox/grace-ledger.ts';
import { createOutbox, type Outbox } from '../../../main/node/ledger/outbox/outbox.ts';
import { outboxMigrations } from '../../../main/node/ledger/outbox/outbox-migrations.ts';
import { createPostgresLedger } from '../../../main/node/ledger/postgres/postgres-ledger.ts';
import type { LedgerServer } from '../../../main/node/ledger/postgres/server.ts';
import { openDatabase } from '../../../main/node/storage/database.ts';

export interface GraceDesk {
  readonly file: string;
  readonly server: LedgerServer;
  readonly nowMs: () => number;
  readonly graceCredits: () => number;
  readonly report?: (event: GraceEvent) => void;
}

/** The outbox in a file, as a process opens it. */
export async function openOutbox(file: string, nowMs: () => number): Promise<Outbox> {
  const outcome = await openDatabase({
    ...{ path: file, nowMs, migrations: outboxMigrations },
    report: (problem) => {
      throw new Error(JSON.stringify(problem));
    },
  });
  if (outcome.kind !== 'open') throw new Error(outcome.reason);
  return createOutbox(outcome.database, nowMs());
}

/** A ledger with a grace, as a process opens it on its outbox. */
export async function openGrace({ file, server, nowMs, graceCredits, report }: GraceDesk): Promise<GraceLedger> {
  const surroundings = { nowMs, newId: randomUUID, tiers: () => defaultTiers };
  return createGraceLedger({
    ...surroundings,
    ledger: createPostgresLedger({ ...surroundings, server }),
    outbox: await openOutbox(file, nowMs),
    graceCredits,
    report: report ?? (() => undefined),
  });
}
