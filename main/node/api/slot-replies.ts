import { assertNever } from '../../../core/assert-never.ts';
import type { LimitChange, SlotStatus, SlotView, TakeOutcome } from '../../../core/concurrency/slots.ts';
import { toIso } from '../../../core/units/time.ts';
import { json, problem, type Reply } from './reply.ts';

const noAccount = problem(404, 'There is no account with this id. GET /v1/slots lists the ids.');

export const noSlot = problem(
  404,
  'There is no such slot. It was given back, or taken back after five minutes without a renewal; ask for a new one.',
);

/** 201 with the slot, 429 with the place in the queue when the wait is over. */
export function takenReply(outcome: TakeOutcome): Reply {
  switch (outcome.kind) {
    case 'admitted':
      return json(201, { ...wireSlot(outcome.slot), queued: outcome.queued });
    case 'refused':
      return refusedReply(outcome);
    case 'unknown-account':
      return noAccount;
    case 'stopping':
      return problem(
        503,
        'The app is quitting, so it gives no slots. Ask again when it runs.',
        {},
        { 'Retry-After': '5' },
      );
    case 'left':
      return problem(499, 'The caller hung up.');
    default:
      return assertNever(outcome);
  }
}

/** 200 with the slot and its new end. */
export function renewedReply(slot: SlotView | null): Reply {
  return slot === null ? noSlot : json(200, wireSlot(slot));
}

/** 200 with the gate as it stands after the refusal. */
export function limitedReply(status: SlotStatus | null): Reply {
  return status === null ? noSlot : json(200, status);
}

/** 200 with the gate under its new limit. */
export async function limitReply(change: LimitChange | null): Promise<Reply> {
  if (change === null) return noAccount;
  const saving = await change.saving;
  return saving.ok ? json(200, change.status) : limitNotSaved;
}

const limitNotSaved = problem(
  503,
  'The limit holds until the app quits, because it could not be saved. Check that the data folder has room and may be written, then set the limit again.',
);

function wireSlot({ slotId, accountId, expiresAtMs, inFlight, limit }: SlotView): Readonly<Record<string, unknown>> {
  return { slotId, accountId, expiresAt: toIso(expiresAtMs), inFlight, limit };
}

function refusedReply({ place, retryAfterMs, status }: Extract<TakeOutcome, { kind: 'refused' }>): Reply {
  const { limit, inFlight, queued, pausedUntil } = status;
  const why =
    pausedUntil === undefined
      ? `All slots of this account are in use (${inFlight} here, limit ${limit ?? 'none'}).`
      : `The service asked callers of this account to wait until ${pausedUntil}.`;
  return problem(
    429,
    `${why} This caller was number ${place} in the queue. Ask again, or ask with a longer wait.`,
    { place, queued, inFlight, limit, ...(pausedUntil === undefined ? {} : { pausedUntil }) },
    { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
  );
}
