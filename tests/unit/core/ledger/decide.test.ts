import { describe, expect, it } from 'vitest';

import {
  decideCallCommit,
  decidePlan,
  decideRelease,
  decideReservationCommit,
  decideReserve,
  maxTtlSeconds,
  parseCommitRequest,
  parsePlanRequest,
  parseReleaseRequest,
  parseReserveRequest,
} from '../../../../core/ledger/decide.ts';
import { heldCredits, ledgerRow } from '../../../../core/ledger/balance.ts';
import {
  blankRow,
  type ChargedJob,
  type InstallState,
  noChanges,
  type Reservation,
} from '../../../../core/ledger/install.ts';
import { defaultTiers } from '../../../../core/ledger/tiers.ts';

const nowMs = Date.UTC(2026, 10, 22, 12);
const hourMs = 3_600_000;
const installId = '0a1b2c3d-0000-4000-8000-0000000000f1';
const reservationId = '0a1b2c3d-0000-4000-8000-0000000000a1';
const newId = '0a1b2c3d-0000-4000-8000-0000000000a2';

const reservation: Reservation = {
  reservationId,
  installId,
  tier: 'pro',
  countedPer: 'month',
  backend: 'gemini',
  jobId: null,
  createdAtMs: nowMs - 1000,
  expiresAtMs: nowMs + 1000,
  state: 'open',
};
const job: ChargedJob = { installId, jobId: 'job', backend: 'gemini', chargedAtMs: nowMs - 1000 };
const row = { ...blankRow(installId, nowMs, 'pro'), monthlyConsumed: 10, lastActiveAtMs: nowMs - 5000 };
const state: InstallState = { row, reservations: [], jobs: [] };
const call = { by: 'call', installId, tier: 'pro', backend: 'gemini', jobId: null } as const;
const reserve = { installId, tier: 'pro', hasHardware: true, jobId: null, ttlSeconds: null };

describe('invalid requests', () => {
  it.each([
    ['install-id', { ...call, installId: 'x' }],
    ['job-id', { ...call, jobId: '' }],
    ['tier', { ...call, tier: 'gold' }],
    ['tier', { ...call, tier: 'constructor' }],
    ['reservation-id', { by: 'reservation', reservationId: 'x', installId: null }],
    ['install-id', { by: 'reservation', reservationId, installId: 'x' }],
  ] as const)('%s in a commit', (what, request) => {
    expect(parseCommitRequest(request, defaultTiers)).toEqual({ kind: 'invalid', what });
  });

  it.each([
    ['install-id', { ...reserve, installId: 'x' }],
    ['tier', { ...reserve, tier: 'gold' }],
    ['job-id', { ...reserve, jobId: '' }],
    ['ttl', { ...reserve, ttlSeconds: 0 }],
    ['ttl', { ...reserve, ttlSeconds: maxTtlSeconds + 1 }],
  ])('%s in a reservation', (what, request) => {
    expect(parseReserveRequest(request, defaultTiers)).toEqual({ kind: 'invalid', what });
  });

  it.each([
    ['install-id', { ...reserve, installId: 'x' }],
    ['tier', { ...reserve, tier: 'gold' }],
  ])('%s in a plan', (what, request) => {
    expect(parsePlanRequest(request, defaultTiers)).toEqual({ kind: 'invalid', what });
  });

  it.each([
    ['reservation-id', { reservationId: 'x', installId: null }],
    ['install-id', { reservationId, installId: 'x' }],
  ])('%s in a release', (what, request) => {
    expect(parseReleaseRequest(request)).toEqual({ kind: 'invalid', what });
  });

  it('ids in capitals, a missing job and the longest time are valid', () => {
    expect(parseCommitRequest({ ...call, installId: installId.toUpperCase() }, defaultTiers)).toEqual(call);
    const longest = { ...reserve, ttlSeconds: maxTtlSeconds };
    expect(parseReserveRequest(longest, defaultTiers)).toEqual(longest);
    const ofReservation = { by: 'reservation', reservationId: reservationId.toUpperCase(), installId: null } as const;
    expect(parseCommitRequest(ofReservation, defaultTiers)).toEqual({ ...ofReservation, reservationId });
    expect(parseReleaseRequest({ reservationId, installId: installId.toUpperCase() })).toEqual({
      reservationId,
      installId,
    });
  });

  it('a tier that was removed during the request stores nothing', () => {
    const refused = { answer: { kind: 'invalid', what: 'tier' }, changes: noChanges };
    expect(decidePlan(state, { ...reserve, tier: 'gold' }, defaultTiers, nowMs)).toEqual(refused);
    expect(decideReserve(state, { ...reserve, tier: 'gold' }, defaultTiers, nowMs, newId)).toEqual(refused);
    expect(decideCallCommit(state, { ...call, tier: 'gold' }, defaultTiers, nowMs)).toEqual(refused);
  });
});

describe('held credits', () => {
  const held = (reservations: readonly Reservation[], jobs: readonly ChargedJob[] = []) =>
    heldCredits(reservations, jobs, 'month', nowMs);
  const ofJob = { ...reservation, jobId: 'job' };
  const another = { ...reservation, reservationId: newId };

  it.each<readonly [string, readonly Reservation[], readonly ChargedJob[], number]>([
    ['an open one holds', [reservation], [], 1],
    ['one that ends now does not', [{ ...reservation, expiresAtMs: nowMs }], [], 0],
    ['one that ends in a moment does', [{ ...reservation, expiresAtMs: nowMs + 1 }], [], 1],
    ['one that was charged does not', [{ ...reservation, state: 'committed' }], [], 0],
    ['one that was given back does not', [{ ...reservation, state: 'released' }], [], 0],
    ['one of the other kind does not', [{ ...reservation, countedPer: 'lifetime' }], [], 0],
    ['two without a job hold two', [reservation, another], [job], 2],
    ['two of one job hold one', [ofJob, { ...another, jobId: 'job' }], [], 1],
    ['two of two jobs hold two', [ofJob, { ...another, jobId: 'other' }], [], 2],
    ['one whose job was paid holds none', [ofJob], [job], 0],
    ['one whose job was paid an hour ago holds', [ofJob], [{ ...job, chargedAtMs: nowMs - hourMs }], 1],
    [
      'one whose job was paid less than an hour ago does not',
      [ofJob],
      [{ ...job, chargedAtMs: nowMs - hourMs + 1 }],
      0,
    ],
  ])('%s', (_what, reservations, jobs, credits) => {
    expect(held(reservations, jobs)).toEqual({ credits, gemini: credits });
  });

  it('the sub-cap counts held credits for Gemini only', () => {
    expect(held([reservation, { ...another, backend: 'hardware' }])).toEqual({ credits: 2, gemini: 1 });
  });

  it('a row shows held credits of both kinds and subtracts those of its tier; a removed tier has an unknown balance', () => {
    const lifetime: Reservation = { ...another, countedPer: 'lifetime' };
    const shown = { ...state, reservations: [reservation, lifetime] };
    expect(ledgerRow(installId, shown, defaultTiers, nowMs)).toMatchObject({
      ...{ reserved: 2, remaining: 39, geminiRemaining: 24, capped: 'monthly' },
      lastActiveAt: new Date(nowMs - 5000).toISOString(),
    });
    const gone = { ...shown, row: { ...row, tier: 'gold' } };
    expect(ledgerRow(installId, gone, defaultTiers, nowMs)).toMatchObject({
      ...{ reserved: 2, remaining: null, geminiRemaining: null, capped: 'unknown' },
    });
  });
});

describe('a charge', () => {
  it('a call without a job is charged whatever jobs were paid', () => {
    const { answer, changes } = decideCallCommit({ ...state, jobs: [job] }, call, defaultTiers, nowMs);
    expect(answer).toMatchObject({ charged: true, balance: { remaining: 39 } });
    expect(changes).toMatchObject({ row: { monthlyConsumed: 11 }, job: null });
  });

  it.each<readonly [string, Partial<ChargedJob>, boolean]>([
    ['of a job that was paid within the hour is not made', {}, false],
    ['of a job that was paid an hour ago is made', { chargedAtMs: nowMs - hourMs }, true],
    ['of another job is made', { jobId: 'other' }, true],
  ])('%s', (_what, change, charged) => {
    const paid = { ...state, jobs: [{ ...job, ...change }] };
    const { answer, changes } = decideCallCommit(paid, { ...call, jobId: 'job' }, defaultTiers, nowMs);
    expect(answer).toMatchObject({ charged, balance: { remaining: charged ? 39 : 40 } });
    expect(changes.job).toEqual(charged ? { ...job, chargedAtMs: nowMs } : null);
    expect(changes.row === null).toBe(!charged);
  });

  it('the charge of a reservation frees its own held credit and leaves the others', () => {
    const another = { ...reservation, reservationId: newId };
    const both = { ...state, reservations: [reservation, another] };
    const { answer, changes } = decideReservationCommit(both, reservation, defaultTiers, nowMs);
    expect(answer).toMatchObject({ charged: true, balance: { remaining: 38 } });
    expect(changes.reservation).toEqual({ ...reservation, state: 'committed' });
    const once = decideReservationCommit(both, { ...another, state: 'committed' }, defaultTiers, nowMs);
    expect(once.answer).toMatchObject({ charged: false });
    expect(once.changes.reservation).toBeNull();
  });

  it('the charge of one call of a job frees what its other calls hold', () => {
    const holding = { ...state, reservations: [{ ...reservation, jobId: 'job' }] };
    const { answer } = decideCallCommit(holding, { ...call, jobId: 'job' }, defaultTiers, nowMs);
    expect(answer).toMatchObject({ charged: true, balance: { remaining: 39 } });
  });

  it('a released reservation is not charged', () => {
    const released = { ...reservation, state: 'released' } as const;
    expect(decideReservationCommit(state, released, defaultTiers, nowMs)).toEqual({
      answer: { kind: 'was-released' },
      changes: noChanges,
    });
  });
});

describe('a reservation', () => {
  it('takes the tier of the request if the install was never charged, and stores a row only then', () => {
    const tierAfter = (known: InstallState['row']) =>
      decideReserve({ ...state, row: known }, reserve, defaultTiers, nowMs, newId).changes.row?.tier ?? null;
    expect(tierAfter(null)).toBe('pro');
    expect(tierAfter(blankRow(installId, nowMs))).toBe('pro');
    expect(tierAfter(blankRow(installId, nowMs, 'pro'))).toBeNull();
    expect(tierAfter({ ...row, tier: 'core' })).toBeNull();
  });

  it.each<readonly [string, Partial<ChargedJob>, boolean]>([
    ['goes where its job was paid', {}, true],
    ['goes nowhere for another job', { jobId: 'other' }, false],
    ['goes nowhere for a job that was paid an hour ago', { chargedAtMs: nowMs - hourMs }, false],
  ])('%s, with no credit left', (_what, change, isReserved) => {
    const spent = { row: { ...row, monthlyConsumed: 50 }, reservations: [], jobs: [{ ...job, ...change }] };
    const { answer } = decideReserve(spent, { ...reserve, jobId: 'job' }, defaultTiers, nowMs, newId);
    expect(answer.kind).toBe(isReserved ? 'reserved' : 'denied');
  });

  it('a charged one stays charged, and a released one stays released', () => {
    expect(decideRelease({ ...reservation, state: 'committed' })).toEqual({
      answer: { kind: 'was-committed' },
      changes: noChanges,
    });
    expect(decideRelease({ ...reservation, state: 'released' })).toEqual({
      answer: { kind: 'released' },
      changes: noChanges,
    });
    expect(decideRelease(reservation).changes.reservation).toEqual({ ...reservation, state: 'released' });
  });

  it('a plan stores no reservation, only the row of a new install', () => {
    expect(decidePlan(state, reserve, defaultTiers, nowMs).changes).toEqual(noChanges);
    expect(decidePlan({ ...state, row: null }, reserve, defaultTiers, nowMs).changes).toEqual({
      ...noChanges,
      row: blankRow(installId, nowMs, 'pro'),
    });
  });
});
