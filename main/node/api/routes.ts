import * as v from 'valibot';

import { assertNever } from '../../../core/assert-never.ts';
import type { Slots } from '../../../core/concurrency/slots.ts';
import type { LedgerStore } from '../../../core/ledger/store.ts';
import type { Tiers } from '../../../core/ledger/tiers.ts';
import type { ExternalObservation, ExternalObservationOutcome } from '../../../core/providers/external-observation.ts';
import type { ResponseHeaders } from '../../../core/providers/headers.ts';
import { providerIds } from '../../../core/providers/provider-id.ts';
import type { Snapshot } from '../../../core/snapshot/schema.ts';
import { boundedList, boundedRecord, boundedText, longestText } from '../../../core/units/bounds.ts';
import type { MakeCommandText } from './command-text.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { json, noContent, problem, type Reply, text } from './reply.ts';
import { type Route, withBody } from './router.ts';
import { snapshotReply } from './snapshot-reply.ts';
import { slotRoutes } from './slot-routes.ts';
import { type AnswerUsage, usageRoute } from './usage-route.ts';

/** The functions of the app that the local interface calls. */
export interface ApiHandlers {
  readonly snapshot: () => Snapshot;
  /** Refreshes one account, or all with null. Returns at once. */
  readonly refresh: (accountId: string | null) => RefreshOutcome;
  /** Removes an account with all its stored data. */
  readonly removeAccount: (accountId: string) => Promise<AccountRemoval>;
  /** Takes an observation of another program. */
  readonly observe: (posted: ExternalObservation) => ExternalObservationOutcome;
  /** The ledger of metered installs. The store is opened at its first use. */
  readonly ledger: { readonly store: LedgerStore; readonly tiers: () => Tiers };
  /** Returns the metrics in Prometheus's text format. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The concurrency gate. */
  readonly slots: Slots;
  /** Tokens and their cost, by the logs of the tools. */
  readonly usage: AnswerUsage;
  /** Makes texts of the command line, on the socket only. Left out: the command line makes them. */
  readonly commandText?: MakeCommandText;
}

export type RefreshOutcome =
  /** `settled` resolves when the started requests have ended, successfully or not, or when the signal aborts. */
  | { readonly kind: 'accepted'; readonly settled: (signal: AbortSignal) => Promise<unknown> }
  /** `message`: the reason as a sentence. Null: only the time matters. `retryAtMs` null: waiting does not help. */
  | { readonly kind: 'refused'; readonly retryAtMs: number | null; readonly message: string | null }
  | { readonly kind: 'unknown-account' };

export type AccountRemoval =
  /** `message`: what could not be removed. Null: all data is gone. */
  | { readonly kind: 'removed'; readonly message: string | null }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unknown-account'; readonly message: string };

export const refreshBody = v.strictObject({
  accountId: v.optional(v.pipe(boundedText(200), v.minLength(1))),
  waitSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(60)), 0),
});

/** Returns all routes of the local interface. */
export function apiRoutes(handlers: ApiHandlers, nowMs: () => number): readonly Route[] {
  return [
    // For health probes: it answers as long as the process runs, whatever the services answer.
    { method: 'GET', path: '/health', answer: () => json(200, { status: 'ok' }) },
    { method: 'GET', path: '/v1/snapshot', answer: () => snapshotReply(handlers.snapshot()) },
    {
      method: 'GET',
      path: '/metrics',
      answer: async () => {
        const metrics = await handlers.metrics();
        return text(200, metrics.contentType, metrics.text);
      },
    },
    {
      method: 'DELETE',
      path: '/v1/accounts/{id}',
      answer: async ({ parameters }) => removalReply(await handlers.removeAccount(parameters.get('id') ?? '')),
    },
    observationRoute(handlers.observe),
    ...ledgerRoutes(handlers.ledger.store, handlers.ledger.tiers),
    ...slotRoutes(handlers.slots),
    usageRoute(handlers.usage),
    {
      method: 'POST',
      path: '/v1/refresh',
      answer: withBody(refreshBody, async ({ accountId, waitSeconds }, { signal }) => {
        const outcome = handlers.refresh(accountId ?? null);
        if (outcome.kind === 'accepted' && waitSeconds > 0) {
          await waitUntilSettled(outcome.settled, waitSeconds * 1000, signal());
        }
        return refreshReply(outcome, nowMs());
      }),
    },
  ];
}

function removalReply(removal: AccountRemoval): Reply {
  switch (removal.kind) {
    case 'removed':
      return removal.message === null ? noContent : problem(503, removal.message, { removed: true });
    case 'refused':
      return problem(503, removal.message, { removed: false });
    case 'unknown-account':
      return problem(404, removal.message);
    default:
      return assertNever(removal);
  }
}

/** Waits for the work, at most `waitMs`, and no longer than the caller stays connected. */
async function waitUntilSettled(
  settled: (signal: AbortSignal) => Promise<unknown>,
  waitMs: number,
  caller: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const timer = setTimeout(end, waitMs);
  const isOver = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  caller.addEventListener('abort', end, { once: true });
  if (caller.aborted) end();
  await Promise.race([settled(over.signal).catch(() => undefined), isOver]);
  clearTimeout(timer);
  caller.removeEventListener('abort', end);
}

function refreshReply(outcome: RefreshOutcome, nowMs: number): Reply {
  switch (outcome.kind) {
    case 'accepted':
      return json(202, { accepted: true });
    case 'unknown-account':
      return problem(404, 'There is no account with this id. GET /v1/snapshot lists the ids.');
    case 'refused':
      return refusedReply(outcome.retryAtMs, outcome.message, nowMs);
    default:
      return assertNever(outcome);
  }
}

function refusedReply(retryAtMs: number | null, message: string | null, nowMs: number): Reply {
  if (retryAtMs === null) {
    return problem(409, message ?? 'The account cannot be refreshed now. Its message in the snapshot says what to do.');
  }
  const retryAt = new Date(retryAtMs).toISOString();
  const seconds = Math.max(1, Math.ceil((retryAtMs - nowMs) / 1000));
  const detail = message ?? `Nothing was asked. Ask again after ${retryAt}.`;
  return problem(409, detail, { retryAt }, { 'Retry-After': String(seconds) });
}

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

/** Returns the route `POST /v1/observations`. It takes the rate-limit headers that another program saw, or a status line's JSON. */
function observationRoute(observe: (posted: ExternalObservation) => ExternalObservationOutcome): Route {
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

/** Returns one value per header: the first. */
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
