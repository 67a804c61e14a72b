import * as v from 'valibot';
import { parseUuid } from '../../../core/ledger/install.ts';
import { maxPageSize, type LedgerStore, type RowsAnswer } from '../../../core/ledger/store.ts';
import type { Tiers } from '../../../core/ledger/tiers.ts';
import { type ApiRequest, type Route, withBody } from './router.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  commitReply,
  installsPath,
  planReply,
  releaseReply,
  reserveReply,
  rowReply,
  rowsReply,
} from './ledger-replies.ts';
import { problem, type Reply } from './reply.ts';

const text = v.string('expected a text');
export const planBody = v.strictObject({
  tier: text,
  hasHardware: v.optional(v.boolean('expected true or false'), false),
});
export const reserveBody = v.strictObject({
  ...planBody.entries,
  jobId: v.optional(text),
  ttlSeconds: v.optional(v.number('expected a number of seconds')),
});
export const byReservation = v.strictObject({ reservationId: text });
export const byCall = v.strictObject({
  tier: text,
  backend: v.picklist(['gemini', 'hardware'], 'expected "gemini" or "hardware"'),
  jobId: v.optional(text),
});

/** Returns the routes of the ledger of metered installs. A refusal is an answer too, with its reason. */
export function ledgerRoutes(ledger: LedgerStore, tiers: () => Tiers): readonly Route[] {
  const install = `${installsPath}/{id}`;
  const commitReservation = async (reservationId: string, installId: string | null): Promise<Reply> =>
    commitReply(await ledger.commit({ by: 'reservation', reservationId, installId }), tiers());
  const commitCall = withBody(byCall, async ({ tier, backend, jobId = null }, { parameters }) =>
    commitReply(await ledger.commit({ by: 'call', installId: named(parameters, 'id'), tier, backend, jobId }), tiers()),
  );
  const commitReserved = withBody(byReservation, ({ reservationId }, { parameters }) =>
    commitReservation(reservationId, parameters.get('id') ?? null),
  );
  const release = async ({ parameters }: ApiRequest): Promise<Reply> => {
    const request = { reservationId: named(parameters, 'reservationId'), installId: parameters.get('id') ?? null };
    return releaseReply(await ledger.release(request), tiers());
  };
  return [
    {
      method: 'POST',
      path: `${install}/plan`,
      answer: withBody(planBody, async ({ tier, hasHardware }, { parameters }) =>
        planReply(await ledger.plan({ installId: named(parameters, 'id'), tier, hasHardware }), tiers()),
      ),
    },
    {
      method: 'POST',
      path: `${install}/reservations`,
      answer: withBody(reserveBody, async ({ jobId = null, ttlSeconds = null, ...request }, { parameters }) =>
        reserveReply(
          await ledger.reserve({ installId: named(parameters, 'id'), jobId, ttlSeconds, ...request }),
          tiers(),
        ),
      ),
    },
    { method: 'DELETE', path: `${install}/reservations/{reservationId}`, answer: release },
    {
      method: 'POST',
      path: `${install}/commits`,
      answer: (request) => (namesReservation(request.body) ? commitReserved(request) : commitCall(request)),
    },
    {
      method: 'GET',
      path: installsPath,
      answer: (request) => listInstalls(ledger, request, tiers),
    },
    {
      method: 'GET',
      path: install,
      answer: async ({ parameters }) => rowReply(await ledger.row(named(parameters, 'id')), tiers()),
    },
    // For callers that know only the reservation, such as the command line.
    { method: 'POST', path: '/v1/ledger/commits', answer: commitReserved },
    { method: 'DELETE', path: '/v1/ledger/reservations/{reservationId}', answer: release },
  ];
}

/** Rows per read: few enough that a booking in between waits only briefly. */
const sliceRows = 500;

/**
 * Returns a page of installs if the request has a `limit`, else all of them, beginning after `cursor`. It reads and
 * sends all of them in slices, so that a long list blocks no booking.
 */
async function listInstalls(ledger: LedgerStore, { query: queryOf }: ApiRequest, tiers: () => Tiers): Promise<Reply> {
  const query = queryOf();
  const limit = query.get('limit');
  if (limit !== null && !isPageSize(limit)) {
    return problem(400, `"limit" is a whole number from 1 to ${maxPageSize}.`);
  }
  const cursor = query.get('cursor');
  const after = cursor === null ? null : parseUuid(cursor);
  if (cursor !== null && after === null) {
    return problem(400, '"cursor" is the id of an install. Take it from the header Link of the page before.');
  }
  const first = await ledger.rows({ after, limit: limit === null ? sliceRows : Number(limit) });
  return limit === null && first.kind === 'rows' && first.next !== null
    ? { kind: 'parts', parts: everyRow(ledger, first) }
    : rowsReply(first, tiers(), limit === null ? null : Number(limit));
}

function isPageSize(limit: string): boolean {
  return /^[1-9]\d{0,3}$/.test(limit) && Number(limit) <= maxPageSize;
}

async function* everyRow(ledger: LedgerStore, first: Extract<RowsAnswer, { kind: 'rows' }>): AsyncIterable<string> {
  let page: RowsAnswer = first;
  let before = '[';
  for (;;) {
    if (page.kind !== 'rows') throw new Error(`The list of installs ended early: ${page.reason}`);
    for (const row of page.rows) {
      yield `${before}${JSON.stringify(row)}`;
      before = ',';
    }
    if (page.next === null) break;
    await nextTurn();
    page = await ledger.rows({ after: page.next, limit: sliceRows });
  }
  yield ']';
}

function namesReservation(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'reservationId');
}

/** Returns a segment that the path of the route contains. */
function named(parameters: ReadonlyMap<string, string>, name: string): string {
  return parameters.get(name) ?? '';
}
