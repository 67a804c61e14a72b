import { expect, test } from 'vitest';

import { defaultTiers } from '../../../../../core/ledger/tiers.ts';
import { outageLog } from '../../../../../main/node/ledger/open-postgres-ledger.ts';
import { createPostgresLedger } from '../../../../../main/node/ledger/postgres/postgres-ledger.ts';
import { plainProblem } from '../../../../../main/node/ledger/postgres/server-problem.ts';
import type { ServerOutcome } from '../../../../../main/node/ledger/postgres/server.ts';
import { freshId } from '../../../../support/ledger/desk.ts';

test('each outage of the server is logged once, and so is each return', async () => {
  const lines: string[] = [];
  let outcome: ServerOutcome = { kind: 'rows', rows: [] };
  const say = (line: string): void => void lines.push(line);
  const ledger = createPostgresLedger({
    ...{ nowMs: () => 0, newId: freshId, tiers: () => defaultTiers },
    server: { ask: async () => outcome, askAlone: async () => outcome, close: async () => undefined },
    ...outageLog({ info: say, warn: say }, 'db.example:5432/relay'),
  });
  const ask = async (kind: 'up' | 'away'): Promise<void> => {
    outcome = kind === 'up' ? { kind: 'rows', rows: [] } : { kind: 'failed', problem: plainProblem('unreachable') };
    await ledger.release({ reservationId: freshId(), installId: null });
  };
  for (const kind of ['up', 'away', 'away', 'up', 'up', 'away', 'away', 'up'] as const) await ask(kind);
  const [away, back] = lines;
  expect(away).toContain('db.example:5432/relay');
  expect(back).toBe('The ledger server answers again (db.example:5432/relay)');
  expect(lines).toEqual([away, back, away, back]);
});
