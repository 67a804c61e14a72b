import { plainProblem } from '../../../main/node/ledger/postgres/server-problem.ts';
import { pruneSql } from '../../../main/node/ledger/postgres/statements.ts';
import type { LedgerServer, ServerOutcome } from '../../../main/node/ledger/postgres/server.ts';

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
