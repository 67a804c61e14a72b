import * as v from 'valibot';

import { type Balance, balanceOf, heldCredits } from '../../../../core/ledger/balance.ts';
import {
  decidePlan,
  defaultTtlSeconds,
  parseCommitRequest,
  parseReserveRequest,
} from '../../../../core/ledger/decide.ts';
import {
  blankRow,
  type ChargedJob,
  type InstallRow,
  type InstallState,
  monthKey,
  type Reservation,
  rolledForward,
} from '../../../../core/ledger/install.ts';
import type { CommitAnswer, CommitRequest, ReserveAnswer, ReserveRequest } from '../../../../core/ledger/store.ts';
import { type CountedPer, tierByName, type Tiers } from '../../../../core/ledger/tiers.ts';
import { parseReservation, parseRow, parseState, stateOf } from './install-state.ts';
import { type Asked, askServer, type LedgerServer } from './server.ts';
import { commitCallSql, commitReservationSql, reserveSql } from './statements.ts';

const decisionSchema = v.object({ backend: v.nullable(v.picklist(['gemini', 'hardware'])), made: v.boolean() });

/** Reserves a credit for a call, or returns why not. The server decides and reserves in one statement. */
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
    parseAnswer: (found) => {
      const { backend, made } = v.parse(decisionSchema, found);
      const state = stateOf(installId, parseState(found?.['state']));
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

/** The identity of a charge, so that a repeated request charges nothing more. */
export interface Charge {
  readonly chargeId: string;
  readonly atMs: number;
}

type ServerCommit = Asked<CommitAnswer>;
/** A call whose tier was known when it was validated. */
export type ValidatedCall = Omit<Extract<CommitRequest, { by: 'call' }>, 'by'> & { readonly countedPer: CountedPer };
type ReservationRequest = Extract<CommitRequest, { by: 'reservation' }>;

/** Books a call or the call of a reservation. Books the same charge only once, however often it is requested. */
export async function commitOnServer(
  server: LedgerServer,
  given: CommitRequest,
  tiers: Tiers,
  charge: Charge,
): Promise<ServerCommit> {
  const request = parseCommitRequest(given, tiers);
  if (request.kind !== undefined) return { kind: 'answered', answer: request };
  if (request.by === 'reservation') return commitReservation(server, request, tiers, charge);
  const countedPer = tierByName(tiers, request.tier)?.countedPer;
  return countedPer === undefined
    ? { kind: 'answered', answer: { kind: 'invalid', what: 'tier' } }
    : commitCall(server, { ...request, countedPer }, tiers, charge);
}

/** Books a call that was validated before. It does not depend on the present tiers. */
export function commitCall(
  server: LedgerServer,
  { installId, tier, countedPer, backend, jobId }: ValidatedCall,
  tiers: Tiers,
  { chargeId, atMs }: Charge,
): Promise<ServerCommit> {
  // A caller's job id never contains a tab (see `isJobId`), so this key cannot collide with one.
  const key = jobId ?? `\t${chargeId}`;
  return askServer<CommitAnswer>(server, {
    sql: commitCallSql,
    values: [installId, atMs, key, chargeId, monthKey(atMs), tier, countedPer, backend],
    installId,
    parseAnswer: (found) => {
      const row = parseRow(found?.['row']);
      const charged = row === null ? null : { installId, jobId: key, backend, chargedAtMs: atMs };
      const booked = { installId, tier, countedPer, row, settled: null, made: null, charged };
      const balance = balanceAfter(stateOf(installId, parseState(found?.['state'])), booked, tiers, atMs);
      return { kind: 'committed', charged: row !== null || found?.['mine'] === true, tier, balance };
    },
  });
}

function commitReservation(
  server: LedgerServer,
  request: ReservationRequest,
  tiers: Tiers,
  { chargeId, atMs }: Charge,
): Promise<ServerCommit> {
  return askServer<CommitAnswer>(server, {
    sql: commitReservationSql,
    values: [request.reservationId, atMs, request.installId, chargeId, monthKey(atMs)],
    installId: null,
    parseAnswer: (found) => {
      const settled = parseReservation(found?.['reservation']);
      if (settled === null) return { kind: 'unknown-reservation' };
      if (settled.state === 'released') return { kind: 'was-released' };
      if (settled.state === 'open' && found?.['settled'] !== true) return null;
      const row = parseRow(found?.['row']);
      const { installId, tier, jobId, backend } = settled;
      const charged = row === null || jobId === null ? null : { installId, jobId, backend, chargedAtMs: atMs };
      const booked = { ...settled, row, settled, made: null, charged };
      const balance = balanceAfter(stateOf(installId, parseState(found?.['state'])), booked, tiers, atMs);
      return { kind: 'committed', charged: row !== null || found?.['mine'] === true, tier, balance };
    },
  });
}

interface Booked {
  readonly installId: string;
  readonly tier: string;
  readonly countedPer: CountedPer;
  /** The row after the booking; null: nothing was charged. */
  readonly row: InstallRow | null;
  /** The reservation that the booking settled or made. */
  readonly settled: Reservation | null;
  readonly made: Reservation | null;
  readonly charged: ChargedJob | null;
}

/** Returns the balance after a booking, from the state that the booking's statement saw. */
function balanceAfter(state: InstallState, booked: Booked, tiers: Tiers, nowMs: number): Balance {
  const { installId, tier, countedPer, settled, made, charged } = booked;
  const row = rolledForward(booked.row ?? state.row ?? blankRow(installId, nowMs), nowMs);
  const others = state.reservations.filter(
    ({ reservationId }) => reservationId !== settled?.reservationId && reservationId !== made?.reservationId,
  );
  const reservations = made === null ? others : [...others, made];
  const jobs = charged === null ? state.jobs : [...state.jobs, charged];
  return balanceOf(row, tierByName(tiers, tier), heldCredits(reservations, jobs, countedPer, nowMs));
}
