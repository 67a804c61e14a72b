import * as v from 'valibot';
import type { Slots } from '../../../core/concurrency/slots.ts';
import { parseInstantMs } from '../../../core/units/time.ts';
import { boundedText } from '../../../core/units/bounds.ts';
import { withBody } from './body.ts';
import { json, noContent, type Reply } from './reply.ts';
import { limitedReply, limitReply, noSlot, renewedReply, takenReply } from './slot-replies.ts';
import type { ApiRequest, Route } from './router.ts';

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

/** The concurrency gate (interfaces.md, S2-10 .. S2-19). */
export function slotRoutes(slots: Slots): readonly Route[] {
  const slot = '/v1/slots/{id}';
  const take = async (body: v.InferOutput<typeof takeBody>, { signal }: ApiRequest): Promise<Reply> => {
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
    // Nobody is there to give it back.
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

/** A segment that the path of the route has. */
function idOf({ parameters }: ApiRequest): string {
  return parameters.get('id') ?? '';
}
