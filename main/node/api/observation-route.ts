import * as v from 'valibot';
import { assertNever } from '../../../core/assert-never.ts';
import { boundedList, boundedRecord, boundedText, longestText } from '../../../core/units/bounds.ts';
import type { ResponseHeaders } from '../../../core/providers/headers.ts';
import { providerIds } from '../../../core/providers/provider-id.ts';
import type { ExternalObservation, ExternalObservationOutcome } from '../../../core/providers/external-observation.ts';
import { withBody } from './body.ts';
import { json, problem, type Reply } from './reply.ts';
import type { Route } from './router.ts';

const headersForm = 'expected an object whose values are texts or lists of texts';
const headerText = boundedText(longestText);
const headerValue = v.union([headerText, boundedList(headerText, 1000, headersForm)], headersForm);

export const observationBody = v.strictObject({
  provider: v.pipe(boundedText(100), v.minLength(1)),
  accountId: v.optional(v.pipe(boundedText(200), v.minLength(1))),
  headers: v.optional(boundedRecord(headerText, headerValue, 1000, headersForm), {}),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599))),
  body: v.optional(v.unknown()),
  statusLine: v.optional(v.unknown()),
});

/** `POST /v1/observations`: rate-limit headers that a proxy or wrapper saw, or a status line's JSON. */
export function observationRoute(observe: (posted: ExternalObservation) => ExternalObservationOutcome): Route {
  return {
    method: 'POST',
    path: '/v1/observations',
    answer: withBody(observationBody, ({ provider, accountId, headers, status, body, statusLine }) =>
      observationReply(
        observe({
          provider,
          accountId: accountId ?? null,
          headers: firstValues(headers),
          status: status ?? null,
          body,
          statusLine,
        }),
      ),
    ),
  };
}

/** Of a header that came several times the first counts. */
function firstValues(headers: Readonly<Record<string, string | readonly string[]>>): ResponseHeaders {
  const one = (stated: string | readonly string[]): string => (typeof stated === 'string' ? stated : (stated[0] ?? ''));
  return Object.fromEntries(Object.entries(headers).map(([name, stated]) => [name, one(stated)]));
}

function observationReply(outcome: ExternalObservationOutcome): Reply {
  switch (outcome.kind) {
    case 'accepted':
      return json(202, { accepted: true, windows: outcome.windowIds });
    case 'unknown-account':
      return problem(404, 'This provider has no such account. GET /v1/snapshot lists the accounts and their ids.');
    case 'several-accounts':
      return problem(
        409,
        'This provider has several accounts. Name one in "accountId"; GET /v1/snapshot or "quota-tray accounts list" lists the ids.',
      );
    case 'unknown-provider':
      return problem(422, `There is no such provider. "provider" is one of ${providerIds.join(', ')}.`);
    case 'nothing-said':
      return problem(
        422,
        'Nothing in it says how much is left. Send the rate-limit headers of a model answer in "headers", as the service named them.',
      );
    default:
      return assertNever(outcome);
  }
}
