import { randomUUID } from 'node:crypto';

import { defaultTiers } from '../../../core/ledger/tiers.ts';
import type { GraceEvent } from '../../../main/node/ledger/outbox/reconciliation.ts';
import { createGraceLedger, type GraceLedger } from '../../../main/node/ledger/outbox/grace-ledger.ts';
import { createOutbox, type Outbox, outboxMigrations } from '../../../main/node/ledger/outbox/outbox.ts';
import { createPostgresLedger } from '../../../main/node/ledger/postgres/postgres-ledger.ts';
import { plainProblem } from '../../../main/node/ledger/postgres/server-problem.ts';
import type { LedgerServer, ServerOutcome } from '../../../main/node/ledger/postgres/server.ts';
import { pruneSql } from '../../../main/node/ledger/postgres/statements.ts';
import { openDatabase } from '../../../main/node/storage/database.ts';

interface GraceDesk {
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

/**
 * What becomes of one statement: `lost-before` never reaches the server, of `lost-after` only the answer
 * is lost, and at `killed-…` the process that asked ends.
 */
export type Fate = 'well' | 'lost-before' | 'lost-after' | 'killed-before' | 'killed-after';

export class Killed extends Error {}

/** A server whose every statement has a fate. After the process was killed nothing is asked any more. */
export function flakyServer(server: LedgerServer, nextFate: () => Fate): LedgerServer {
  let isKilled = false;
  async function meet(ask: () => Promise<ServerOutcome>): Promise<ServerOutcome> {
    if (isKilled) throw new Killed();
    const fate = nextFate();
    const outcome = fate.endsWith('before') ? null : await ask();
    if (fate.startsWith('killed')) {
      isKilled = true;
      throw new Killed();
    }
    return fate === 'well' && outcome !== null ? outcome : { kind: 'failed', problem: plainProblem('unreachable') };
  }
  return {
    // Housekeeping beside the calls is nobody's fate.
    ask: (sql, values) => (sql === pruneSql ? server.ask(sql, values) : meet(() => server.ask(sql, values))),
    askAlone: (installId, sql, values) => meet(() => server.askAlone(installId, sql, values)),
    close: () => Promise.resolve(),
  };
}
