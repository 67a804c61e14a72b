import { parseCommitRequest } from '../../../../core/ledger/decide.ts';
import type { CommitAnswer, CommitRequest } from '../../../../core/ledger/store.ts';
import { monthKey } from '../../../../core/ledger/install.ts';
import { type CountedPer, tierByName, type Tiers } from '../../../../core/ledger/tiers.ts';
import { type Asked, askServer } from './ask.ts';
import { balanceAfter } from './balance-after.ts';
import { readReservation, readRow, readState, stateOf } from './install-state.ts';
import type { LedgerServer } from './server.ts';
import { commitCallSql, commitReservationSql } from './statements.ts';

/** What tells one charge from another, so that asking for it again charges nothing more. */
export interface Charge {
  readonly chargeId: string;
  readonly atMs: number;
}

export type ServerCommit = Asked<CommitAnswer>;
/** A call on a tier that was known when it was judged. */
export type JudgedCall = Omit<Extract<CommitRequest, { by: 'call' }>, 'by'> & { readonly countedPer: CountedPer };
type ReservationRequest = Extract<CommitRequest, { by: 'reservation' }>;

/** Books a call or the call of a reservation (S3-8, S3-16, S3-17). The same charge is booked once, however often. */
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

/** Books a call whose request was judged before; it does not depend on which tiers there are now. */
export function commitCall(
  server: LedgerServer,
  { installId, tier, countedPer, backend, jobId }: JudgedCall,
  tiers: Tiers,
  { chargeId, atMs }: Charge,
): Promise<ServerCommit> {
  // No caller's job has a tab in it, so this is a job of its own (see isJobId).
  const key = jobId ?? `\t${chargeId}`;
  return askServer<CommitAnswer>(server, {
    sql: commitCallSql,
    values: [installId, atMs, key, chargeId, monthKey(atMs), tier, countedPer, backend],
    installId,
    judge: (found) => {
      const row = readRow(found?.['row']);
      const charged = row === null ? null : { installId, jobId: key, backend, chargedAtMs: atMs };
      const booked = { installId, tier, countedPer, row, settled: null, made: null, charged };
      const balance = balanceAfter(stateOf(installId, readState(found?.['state'])), booked, tiers, atMs);
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
    judge: (found) => {
      const settled = readReservation(found?.['reservation']);
      if (settled === null) return { kind: 'unknown-reservation' };
      if (settled.state === 'released') return { kind: 'was-released' };
      if (settled.state === 'open' && found?.['settled'] !== true) return null;
      const row = readRow(found?.['row']);
      const { installId, tier, jobId, backend } = settled;
      const charged = row === null || jobId === null ? null : { installId, jobId, backend, chargedAtMs: atMs };
      const booked = { ...settled, row, settled, made: null, charged };
      const balance = balanceAfter(stateOf(installId, readState(found?.['state'])), booked, tiers, atMs);
      return { kind: 'committed', charged: row !== null || found?.['mine'] === true, tier, balance };
    },
  });
}
