import * as v from 'valibot';

import { assertNever } from '../../../core/assert-never.ts';
import type { LimitChange, Slots, SlotStatus, SlotView, TakeOutcome } from '../../../core/concurrency/slots.ts';
import { boundedText } from '../../../core/units/bounds.ts';
import { parseInstantMs, toIso } from '../../../core/units/time.ts';
import { json, noContent, problem, type Reply } from './reply.ts';
import { type ApiRequest, type Route, withBody } from './router.ts';

const accountIdField = v.pipe(boundedText(200, 'expected a text'), v.minLength(1));
const seconds = v.number('expected a number of seconds');
export const takeBody = v.strictObject({
  accountId: accountIdField,
  label: v.optional(boundedText(200, 'expected a text')),
  waitSeconds: v.optional(v.pipe(seconds, v.minValue(0), v.maxValue(600)), 0),
  startedAt: v.optional(
    v.pipe(
      boundedText(100, 'expected a time as ISO 8601'),
      v.check((text) => parseInstantMs(text) !== null, 'expected a time as ISO 8601'),
    ),
  ),
});
export const limitedBody = v.strictObject({
  retryAfterSeconds: v.optional(v.pipe(seconds, v.minValue(0), v.maxValue(86_400))),
});
const wholeLimit = 'expected a whole number from 1 on, or null for what the service says';
export const limitBody = v.strictObject({
  limit: v.nullable(v.pipe(v.number(wholeLimit), v.safeInteger(wholeLimit), v.minValue(1, wholeLimit))),
});

/** Returns the routes of the concurrency gate. */
export function slotRoutes(slots: Slots): readonly Route[] {
  const slot = '/v1/slots/{id}';
  const take = async (body: v.InferOutput<typeof takeBody>, { signal: signalOf }: ApiRequest): Promise<Reply> => {
    const signal = signalOf();
    const taking = slots.take({
      accountId: body.accountId,
      label: body.label ?? null,
      startedAtMs: parseInstantMs(body.startedAt),
      waitMs: body.waitSeconds * 1000,
    });
    if (signal.aborted) taking.leave();
    signal.addEventListener('abort', taking.leave, { once: true });
    const outcome = await taking.outcome;
    signal.removeEventListener('abort', taking.leave);
    // The caller hung up and cannot release the slot.
    if (signal.aborted) taking.leave();
    return takenReply(outcome);
  };
  return [
    { method: 'GET', path: '/v1/slots', answer: () => json(200, slots.status()) },
    { method: 'POST', path: '/v1/slots', answer: withBody(takeBody, take) },
    { method: 'POST', path: `${slot}/renew`, answer: (request) => renewedReply(slots.renew(idOf(request))) },
    {
      method: 'POST',
      path: `${slot}/limited`,
      answer: withBody(limitedBody, ({ retryAfterSeconds }, request) =>
        limitedReply(slots.limited(idOf(request), retryAfterSeconds === undefined ? null : retryAfterSeconds * 1000)),
      ),
    },
    { method: 'DELETE', path: slot, answer: (request) => (slots.release(idOf(request)) ? noContent : noSlot) },
    {
      method: 'PUT',
      path: '/v1/slots/limits/{id}',
      answer: withBody(limitBody, ({ limit }, request) => limitReply(slots.setLimit(idOf(request), limit))),
    },
  ];
}

/** Returns the segment `{id}` of the path. */
function idOf({ parameters }: ApiRequest): string {
  return parameters.get('id') ?? '';
}

const noAccount = problem(404, 'There is no account with this id. GET /v1/slots lists the ids.');

const noSlot = problem(
  404,
  'There is no such slot. It was released, or it expired after five minutes without a renewal; ask for a new one.',
);

/** Returns 201 with the slot, or 429 with the place in the queue if the wait is over. */
function takenReply(outcome: TakeOutcome): Reply {
  switch (outcome.kind) {
    case 'admitted':
      return json(201, { ...slotBody(outcome.slot), queued: outcome.queued });
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

/** Returns 200 with the slot and its new expiry. */
function renewedReply(slot: SlotView | null): Reply {
  return slot === null ? noSlot : json(200, slotBody(slot));
}

/** Returns 200 with the state of the gate after the refusal. */
function limitedReply(status: SlotStatus | null): Reply {
  return status === null ? noSlot : json(200, status);
}

/** Returns 200 with the state of the gate under its new limit. */
async function limitReply(change: LimitChange | null): Promise<Reply> {
  if (change === null) return noAccount;
  const saving = await change.saving;
  return saving.ok ? json(200, change.status) : limitNotSaved;
}

const limitNotSaved = problem(
  503,
  'The limit holds until the app quits, because it could not be saved. Check that the data folder has room and may be written, then set the limit again.',
);

function slotBody({ slotId, accountId, expiresAtMs, inFlight, limit }: SlotView): Readonly<Record<string, unknown>> {
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
