import * as v from 'valibot';

import { observationBody, refreshBody } from '../../main/node/api/routes.ts';
import { limitBody, limitedBody, takeBody } from '../../main/node/api/slot-routes.ts';
import {
  acceptedAnswer,
  gateAnswer,
  gatesAnswer,
  healthAnswer,
  observedAnswer,
  refreshRefusedAnswer,
  removalRefusedAnswer,
  slotAnswer,
  slotRefusedAnswer,
  takenAnswer,
  usageRefusedAnswer,
} from './answers.ts';
import { ledgerOperations } from './ledger-operations.ts';
import type { Operation } from './document.ts';
import { snapshotSchema } from '../../core/snapshot/schema.ts';
import { usageDocumentSchema } from '../../core/token-usage/document.ts';
import { usageTools } from '../../core/token-usage/entry.ts';
import { weekDays } from '../../core/token-usage/query.ts';
import { usageGroupings } from '../../core/token-usage/report.ts';

const slot = {
  slotId: '0a1b2c3d-0000-4000-8000-0000000000f2',
  accountId: 'openai-compatible:lab',
  expiresAt: '2026-11-22T00:10:00.000Z',
  inFlight: 1,
  limit: 4,
};
const gate = {
  accountId: slot.accountId,
  providerId: 'openai-compatible',
  label: 'lab',
  limit: 4,
  inFlight: 1,
  queued: 0,
  paused: false,
  cooldownMs: 2000,
  autoReduced: false,
  holders: [{ label: 'batch', since: '2026-11-22T00:05:00.000Z', expiresAt: slot.expiresAt }],
};
const noSlot = { 404: 'Nobody holds this slot' } as const;

/** The concurrency gate for callers. */
const slotOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/slots',
    id: 'slots',
    summary: 'How the gate of each account stands',
    success: { status: 200, text: 'The gates', schema: gatesAnswer, example: [gate] },
    refusals: {},
  },
  {
    method: 'POST',
    path: '/v1/slots',
    id: 'slotTake',
    summary: 'Asks for a slot of an account and waits for it',
    body: { schemas: [takeBody], examples: [{ accountId: slot.accountId, label: 'batch', waitSeconds: 60 }] },
    success: { status: 201, text: 'Admitted', schema: takenAnswer, example: { ...slot, queued: false } },
    refusals: {
      404: 'There is no such account',
      429: {
        text: 'The wait is over; the place in the queue',
        schema: slotRefusedAnswer,
        headers: { 'Retry-After': 'Seconds' },
      },
      503: { text: 'The app is quitting', headers: { 'Retry-After': 'Seconds' } },
    },
  },
  {
    method: 'POST',
    path: '/v1/slots/{id}/renew',
    id: 'slotRenew',
    summary: 'Says that the slot is still in use',
    success: { status: 200, text: 'Its new end', schema: slotAnswer, example: slot },
    refusals: noSlot,
  },
  {
    method: 'POST',
    path: '/v1/slots/{id}/limited',
    id: 'slotLimited',
    summary: 'Says that the service refused the call of this slot because of too many at once',
    body: { schemas: [limitedBody], examples: [{ retryAfterSeconds: 30 }] },
    success: { status: 200, text: 'How the gate stands now', schema: gateAnswer, example: gate },
    refusals: noSlot,
  },
  {
    method: 'DELETE',
    path: '/v1/slots/{id}',
    id: 'slotRelease',
    summary: 'Gives the slot back',
    success: { status: 204, text: 'It is free' },
    refusals: noSlot,
  },
  {
    method: 'PUT',
    path: '/v1/slots/limits/{id}',
    id: 'slotLimit',
    summary: 'Sets how many may go at once, or with null what the service says',
    body: { schemas: [limitBody], examples: [{ limit: 4 }, { limit: null }] },
    success: { status: 200, text: 'How the gate stands now', schema: gateAnswer, example: gate },
    refusals: { 404: 'There is no such account', 503: 'The limit holds, but could not be saved' },
  },
];

/** Tokens and their cost by the logs of the tools. */
const usageOperation: Operation = {
  method: 'GET',
  path: '/v1/usage',
  id: 'usage',
  summary: 'Tokens and what they cost at list price, by the logs of the tools on this computer',
  query: [
    { name: 'by', text: 'What a row stands for; `day` if left out', schema: v.picklist(usageGroupings) },
    { name: 'since', text: 'The first local day, `20261101` or `2026-11-01`', schema: v.string() },
    { name: 'until', text: 'The last local day', schema: v.string() },
    { name: 'timezone', text: 'The time zone of the days; that of the computer if left out', schema: v.string() },
    { name: 'tool', text: 'Only this tool', schema: v.picklist(usageTools) },
    { name: 'project', text: 'Only this folder, by its path or its name', schema: v.string() },
    { name: 'order', text: 'The order of the rows', schema: v.picklist(['asc', 'desc']) },
    { name: 'instances', text: '`true`: the rows are split by project', schema: v.picklist(['true', 'false']) },
    { name: 'weekStart', text: 'The first day of a week; `monday` if left out', schema: v.picklist(weekDays) },
  ],
  success: {
    status: 200,
    text: 'The rows and their sum. Dollars are exact; null is unknown, never 0',
    schema: usageDocumentSchema,
  },
  refusals: {
    503: {
      text: 'The logs are being read for the first time (`progress`), or the index cannot be read',
      schema: usageRefusedAnswer,
      headers: { 'Retry-After': 'Seconds, while the logs are being read' },
    },
  },
};

/** Every request of the local interface; a test holds it against the table of routes. */
export const operations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/health',
    id: 'health',
    summary: 'Whether the process answers, for probes',
    success: { status: 200, text: 'It does', schema: healthAnswer, example: { status: 'ok' } },
    refusals: {},
  },
  {
    method: 'GET',
    path: '/v1/snapshot',
    id: 'snapshot',
    summary: 'How much is left on each account, when it comes back, and how old each figure is',
    success: { status: 200, text: 'The snapshot; null is unknown, never 0', schema: snapshotSchema },
    refusals: {},
  },
  {
    method: 'POST',
    path: '/v1/refresh',
    id: 'refresh',
    summary: 'Asks services again, one account or all',
    body: { schemas: [refreshBody], examples: [{ accountId: 'codex:work', waitSeconds: 30 }] },
    success: { status: 202, text: 'It is asked', schema: acceptedAnswer, example: { accepted: true } },
    refusals: {
      404: 'There is no such account',
      409: {
        text: 'A wait holds or the last request is too young (`retryAt`), or the account needs a sign-in',
        schema: refreshRefusedAnswer,
        headers: { 'Retry-After': 'Seconds until `retryAt`' },
      },
    },
  },
  {
    method: 'DELETE',
    path: '/v1/accounts/{id}',
    id: 'accountRemove',
    summary: 'Removes an account with its key and everything that is kept of it',
    success: { status: 204, text: 'Nothing is kept of it. While its own tool is signed in, it comes back' },
    refusals: {
      404: 'There is no such account',
      503: {
        text: 'Something of it may still be kept; `removed` says whether only its key is left',
        schema: removalRefusedAnswer,
      },
    },
  },
  {
    method: 'POST',
    path: '/v1/observations',
    id: 'observe',
    summary: 'Takes what another program saw: rate-limit headers of a model answer, or the JSON of a status line',
    body: {
      schemas: [observationBody],
      examples: [
        {
          provider: 'codex',
          headers: { 'x-codex-primary-used-percent': '42', 'x-codex-primary-window-minutes': '300' },
        },
      ],
    },
    success: {
      status: 202,
      text: 'It is merged; the windows that it spoke of',
      schema: observedAnswer,
      example: { accepted: true, windows: ['session'] },
    },
    refusals: {
      404: 'The provider has no such account',
      409: 'The provider has several accounts and none was named',
      422: 'An unknown provider, or nothing in it says how much is left',
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    id: 'metrics',
    summary: 'The same numbers in the text format of Prometheus',
    success: { status: 200, text: 'The series; one for an unknown number is left out', contentType: 'text/plain' },
    refusals: {},
  },
  usageOperation,
  ...ledgerOperations,
  ...slotOperations,
];
