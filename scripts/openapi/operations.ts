import { observationBody, refreshBody } from '../../main/node/api/routes.ts';
import { acceptedAnswer, healthAnswer, observedAnswer, refreshRefusedAnswer, removalRefusedAnswer } from './answers.ts';
import { ledgerOperations } from './ledger-operations.ts';
import type { Operation } from './operation.ts';
import { slotOperations } from './slot-operations.ts';
import { snapshotSchema } from './snapshot-schema.ts';

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
  ...ledgerOperations,
  ...slotOperations,
];
