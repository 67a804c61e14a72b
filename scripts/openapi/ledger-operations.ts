import * as v from 'valibot';

import { maxPageSize } from '../../core/ledger/store.ts';
import { byCall, byReservation, planBody, reserveBody } from '../../main/node/api/ledger-routes.ts';
import {
  commitAnswer,
  deniedAnswer,
  ledgerUnavailableAnswer,
  planAnswer,
  reserveAnswer,
  rowAnswer,
  rowsAnswer,
  unknownTierAnswer,
} from './answers.ts';
import type { Operation } from './document.ts';

const reservationId = '0a1b2c3d-0000-4000-8000-0000000000f1';
const install = '/v1/ledger/installs/{id}';
const balance = { remaining: 4, capped: 'lifetime', geminiRemaining: null } as const;
const row = {
  installId: '5e7a11ed-0000-4000-8000-00000000000a',
  tier: 'core',
  lifetimeConsumed: 1,
  lifetimeGeminiConsumed: 1,
  month: '2026-11',
  monthlyConsumed: 0,
  monthlyGeminiConsumed: 0,
  reserved: 0,
  lastActiveAt: '2026-11-22T00:05:00.000Z',
  ...balance,
};

const pageSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxPageSize));
const unavailable = {
  503: {
    text: 'The ledger cannot book now; nothing was booked',
    schema: ledgerUnavailableAnswer,
    headers: { 'Retry-After': 'Seconds' },
  },
} as const;
const unknownTier = { 422: { text: 'An unknown tier', schema: unknownTierAnswer } } as const;
const denied = {
  402: { text: 'Denied, with `reason` and what is left', schema: deniedAnswer },
  ...unknownTier,
} as const;
const charged = { charged: true, tier: 'core', ...balance };
const notCharged = { 404: 'There is no such reservation', 409: 'It was released' } as const;
const notReleased = { 404: 'There is no such reservation', 409: 'It was charged' } as const;

/** The ledger of metered installs. */
export const ledgerOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: `${install}/plan`,
    id: 'ledgerPlan',
    summary: 'Whether an install may make a call, and where; books nothing',
    body: { schemas: [planBody], examples: [{ tier: 'core', hasHardware: false }] },
    success: {
      status: 200,
      text: 'It may',
      schema: planAnswer,
      example: { allowed: true, backend: 'gemini', reason: null, ...balance },
    },
    refusals: { ...denied, ...unavailable },
  },
  {
    method: 'POST',
    path: `${install}/reservations`,
    id: 'ledgerReserve',
    summary: 'Holds a credit for a call',
    body: { schemas: [reserveBody], examples: [{ tier: 'core', hasHardware: false, jobId: 'job-7', ttlSeconds: 60 }] },
    success: {
      status: 201,
      text: 'It is held',
      schema: reserveAnswer,
      example: { reservationId, backend: 'gemini', expiresAt: '2026-11-22T00:06:00.000Z', ...balance },
    },
    refusals: { ...denied, ...unavailable },
  },
  {
    method: 'DELETE',
    path: `${install}/reservations/{reservationId}`,
    id: 'ledgerReleaseOfInstall',
    summary: 'Gives a held credit back',
    success: { status: 204, text: 'It is free again' },
    refusals: { ...notReleased, ...unavailable },
  },
  {
    method: 'POST',
    path: `${install}/commits`,
    id: 'ledgerCommit',
    summary: 'Books a call that was served; on disk before the answer, the same job within the hour once',
    body: {
      schemas: [byReservation, byCall],
      examples: [{ reservationId }, { tier: 'core', backend: 'gemini', jobId: 'job-7' }],
    },
    success: { status: 200, text: 'It is booked, or was before', schema: commitAnswer, example: charged },
    refusals: { ...notCharged, ...unknownTier, ...unavailable },
  },
  {
    method: 'GET',
    path: '/v1/ledger/installs',
    id: 'ledgerInstalls',
    summary: 'What installs used and have left, by id: all of them, or a page',
    query: [
      { name: 'limit', text: 'At most so many rows; left out: all', schema: pageSize },
      { name: 'cursor', text: 'Rows after this id; the header `Link` of the page before names it', schema: v.string() },
    ],
    success: {
      ...{ status: 200, text: 'A row for each', schema: rowsAnswer, example: [row] },
      headers: { Link: 'With a `limit` and more rows: the next page, as `<…>; rel="next"`' },
    },
    refusals: {
      400: '`limit` or `cursor` is not of the form, or the request has no `Host` or several',
      ...unavailable,
    },
  },
  {
    method: 'GET',
    path: install,
    id: 'ledgerInstall',
    summary: 'What one install used and has left; a blank row for one that was never seen',
    success: { status: 200, text: 'Its row', schema: rowAnswer, example: row },
    refusals: unavailable,
  },
  {
    method: 'POST',
    path: '/v1/ledger/commits',
    id: 'ledgerCommitReservation',
    summary: 'Books a reservation whose install the caller does not know',
    body: { schemas: [byReservation], examples: [{ reservationId }] },
    success: { status: 200, text: 'It is booked, or was before', schema: commitAnswer, example: charged },
    refusals: { ...notCharged, ...unavailable },
  },
  {
    method: 'DELETE',
    path: '/v1/ledger/reservations/{reservationId}',
    id: 'ledgerRelease',
    summary: 'Gives a held credit back whose install the caller does not know',
    success: { status: 204, text: 'It is free again' },
    refusals: { ...notReleased, ...unavailable },
  },
];
