import { limitBody, limitedBody, takeBody } from '../../main/node/api/slot-routes.ts';
import { gateAnswer, gatesAnswer, slotAnswer, slotRefusedAnswer, takenAnswer } from './answers.ts';
import type { Operation } from './operation.ts';

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
export const slotOperations: readonly Operation[] = [
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
