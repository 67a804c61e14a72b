import { describe, expect, it } from 'vitest';
import { newEndpoint } from '../../../../core/refresh/endpoint-machine.ts';
import type { EndpointState } from '../../../../core/refresh/link.ts';
import { turnsUntil, withinReach } from '../../../../core/refresh/next-turn.ts';
import { fullState } from '../../../support/account-states.ts';

const nowMs = 1_795_300_000_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const intervalMs = 5 * minuteMs;
const idle: EndpointState = { ...newEndpoint(nowMs), askedAtMs: nowMs - minuteMs, nextDueAtMs: nowMs + intervalMs };
const limited = (untilMs: number, more: Partial<EndpointState> = {}, serviceUntilMs?: number): EndpointState => ({
  ...idle,
  nextDueAtMs: untilMs,
  link: { kind: 'limited', attempt: 1, untilMs, ...(serviceUntilMs === undefined ? {} : { serviceUntilMs }) },
  ...more,
});

describe('the turn of an endpoint', () => {
  const refused = { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null } as const;
  const atMs = nowMs + intervalMs;
  const turnOf = (usage: EndpointState, untilMs = atMs, isAsked = () => true): number | undefined =>
    turnsUntil([{ ...fullState('codex:a', nowMs), endpoints: { usage } }], isAsked, untilMs)[0]?.atMs;

  it.each<readonly [string, EndpointState, number | undefined]>([
    ['is when it is due', idle, atMs],
    ['is after a wait', limited(atMs, { nextDueAtMs: nowMs }), atMs],
    ['is not before it is due, whatever wait it had', limited(nowMs, { nextDueAtMs: atMs }), atMs],
    [
      'is none in flight',
      { ...idle, link: { kind: 'fetching', sequence: 1, startedAtMs: nowMs, before: { kind: 'idle' } } },
      undefined,
    ],
    ['is none without a sign-in', { ...idle, link: refused }, undefined],
    [
      'is when it is due where a refused sign-in is tried again',
      { ...idle, link: { ...refused, isRetried: true } },
      atMs,
    ],
  ])('%s', (_what, endpoint, expected) => {
    expect(turnOf(endpoint)).toBe(expected);
  });

  it('is left out where it comes later, and where the endpoint is not asked', () => {
    expect(turnOf(idle, atMs - 1)).toBeUndefined();
    expect(turnOf(idle, atMs, () => false)).toBeUndefined();
  });
});

describe('a clock that was set back', () => {
  it.each<readonly [string, EndpointState]>([
    ['a turn within the interval and its jitter', { ...idle, nextDueAtMs: nowMs + 1.2 * intervalMs }],
    ['a request of a moment ahead', { ...idle, askedAtMs: nowMs + minuteMs }],
    ['an endpoint that was never asked', newEndpoint(nowMs)],
    ['a wait of ours that is no longer than the longest', limited(nowMs + 67 * minuteMs)],
    ['a wait that the service asked for, up to a day', limited(nowMs + dayMs, {}, nowMs + dayMs)],
  ])('leaves %s as it was', (_what, endpoint) => {
    expect(withinReach(endpoint, nowMs, intervalMs)).toBe(endpoint);
  });

  it('makes a turn due that lies further away than it can, and so one of a request in the future', () => {
    const far = { ...idle, nextDueAtMs: nowMs + 1.2 * intervalMs + 1 };
    expect(withinReach(far, nowMs, intervalMs)).toEqual({ ...far, nextDueAtMs: nowMs });
    const future = { ...idle, askedAtMs: nowMs + minuteMs + 1 };
    expect(withinReach(future, nowMs, intervalMs)).toEqual({ ...future, askedAtMs: nowMs, nextDueAtMs: nowMs });
    const due = { ...future, nextDueAtMs: nowMs - hourMs };
    expect(withinReach(due, nowMs, intervalMs).nextDueAtMs).toBe(nowMs - hourMs);
  });

  it('lets a wait last as long as it did from its request on', () => {
    const askedAtMs = nowMs + dayMs;
    const endsAtMs = askedAtMs + 10 * minuteMs;
    const untilMs = nowMs + 10 * minuteMs;
    expect(withinReach(limited(endsAtMs, { askedAtMs }), nowMs, intervalMs)).toEqual(
      limited(untilMs, { askedAtMs: nowMs }),
    );
    expect(withinReach(limited(endsAtMs, { askedAtMs }, endsAtMs), nowMs, intervalMs)).toEqual(
      limited(untilMs, { askedAtMs: nowMs }, untilMs),
    );
  });

  it('lets no wait last longer than the longest there is', () => {
    const far = nowMs + 30 * dayMs;
    expect(withinReach(limited(far), nowMs, intervalMs)).toEqual(limited(nowMs + 67 * minuteMs));
    expect(withinReach(limited(far, {}, far), nowMs, intervalMs)).toMatchObject({
      nextDueAtMs: nowMs + dayMs,
      link: { untilMs: nowMs + dayMs },
    });
  });

  it('brings a turn that lies far behind its wait to the end of the wait', () => {
    const endpoint = limited(nowMs + minuteMs, { nextDueAtMs: nowMs + dayMs });
    expect(withinReach(endpoint, nowMs, intervalMs).nextDueAtMs).toBe(nowMs + minuteMs);
  });
});
