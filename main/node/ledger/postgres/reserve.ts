import * as v from 'valibot';

import { decidePlan, defaultTtlSeconds, parseReserveRequest } from '../../../../core/ledger/decide.ts';
import { monthKey, type Reservation } from '../../../../core/ledger/install.ts';
import type { ReserveAnswer, ReserveRequest } from '../../../../core/ledger/store.ts';
import { tierByName, type Tiers } from '../../../../core/ledger/tiers.ts';
import { type Asked, askServer } from './ask.ts';
import { balanceAfter } from './balance-after.ts';
import { readState, stateOf } from './install-state.ts';
import type { LedgerServer } from './server.ts';
import { reserveSql } from './statements.ts';

const decisionSchema = v.object({ backend: v.nullable(v.picklist(['gemini', 'hardware'])), made: v.boolean() });

/** Holds a credit for a call, or says why not (S3-16). The server decides and holds it in one statement. */
export async function reserveOnServer(
  server: LedgerServer,
  given: ReserveRequest,
  tiers: Tiers,
  reservationId: string,
  nowMs: number,
): Promise<Asked<ReserveAnswer>> {
  const request = parseReserveRequest(given, tiers);
  if (request.kind !== undefined) return { kind: 'answered', answer: request };
  const { installId, hasHardware, jobId } = request;
  const tier = tierByName(tiers, request.tier);
  if (tier === null) return { kind: 'answered', answer: { kind: 'invalid', what: 'tier' } };
  const expiresAtMs = Math.round(nowMs + (request.ttlSeconds ?? defaultTtlSeconds) * 1000);
  return askServer<ReserveAnswer>(server, {
    sql: reserveSql,
    values: [
      ...[installId, nowMs, jobId, request.tier, monthKey(nowMs), reservationId, request.tier],
      ...[tier.countedPer, tier.cap, tier.geminiCap, hasHardware, expiresAtMs],
    ],
    installId,
    judge: (found) => {
      const { backend, made } = v.parse(decisionSchema, found);
      const state = stateOf(installId, readState(found?.['state']));
      if (backend === null) {
        const { answer } = decidePlan(state, request, tiers, nowMs);
        return answer.kind === 'allowed' ? null : answer;
      }
      if (!made) return null;
      const reservation: Reservation = {
        ...{ reservationId, installId, tier: request.tier, countedPer: tier.countedPer },
        ...{ backend, jobId, createdAtMs: nowMs, expiresAtMs, state: 'open' },
      };
      const booked = { ...reservation, row: null, settled: null, made: reservation, charged: null };
      return {
        ...{ kind: 'reserved', reservationId, backend, expiresAtMs },
        balance: balanceAfter(state, booked, tiers, nowMs),
      };
    },
  });
}
