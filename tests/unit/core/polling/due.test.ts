import { describe, expect, it } from 'vitest';
import {
  expedite,
  rescheduleMissed,
  dueOnPanelOpen,
  postponeAfterObservation,
  reschedule,
  repairAfterClockSetback,
} from '../../../../core/polling/due.ts';
import { type EndpointState, newEndpoint } from '../../../../core/polling/endpoint.ts';
import { fullState } from '../../../support/account-states.ts';
import { scheduledPollsUntil } from '../../../../core/accounts/scheduled-polls.ts';

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
    scheduledPollsUntil([{ ...fullState('codex:a', nowMs), endpoints: { usage } }], isAsked, untilMs)[0]?.atMs;

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
    [
      'is when it is due where the tool of a refused sign-in is asked again',
      { ...idle, link: { ...refused, asksTool: true } },
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
  it('does not keep the tool of a refused sign-in waiting', () => {
    const failure = { kind: 'unauthorised', status: 401 } as const;
    const link = { kind: 'needs-sign-in', failure, fingerprint: 'f00d', asksTool: true } as const;
    const waiting: EndpointState = { ...idle, link, nextDueAtMs: nowMs + dayMs };
    expect(repairAfterClockSetback(waiting, nowMs, intervalMs)).toEqual({ ...waiting, nextDueAtMs: nowMs });
  });

  it.each<readonly [string, EndpointState]>([
    ['a turn within the interval and its jitter', { ...idle, nextDueAtMs: nowMs + 1.2 * intervalMs }],
    ['a request of a moment ahead', { ...idle, askedAtMs: nowMs + minuteMs }],
    ['an endpoint that was never asked', newEndpoint(nowMs)],
    ['a wait of ours that is no longer than the longest', limited(nowMs + 67 * minuteMs)],
    ['a wait that the service asked for, up to a day', limited(nowMs + dayMs, {}, nowMs + dayMs)],
  ])('leaves %s as it was', (_what, endpoint) => {
    expect(repairAfterClockSetback(endpoint, nowMs, intervalMs)).toBe(endpoint);
  });

  it('makes a turn due that lies further away than it can, and so one of a request in the future', () => {
    const far = { ...idle, nextDueAtMs: nowMs + 1.2 * intervalMs + 1 };
    expect(repairAfterClockSetback(far, nowMs, intervalMs)).toEqual({ ...far, nextDueAtMs: nowMs });
    const future = { ...idle, askedAtMs: nowMs + minuteMs + 1 };
    expect(repairAfterClockSetback(future, nowMs, intervalMs)).toEqual({
      ...future,
      askedAtMs: nowMs,
      nextDueAtMs: nowMs,
    });
    const due = { ...future, nextDueAtMs: nowMs - hourMs };
    expect(repairAfterClockSetback(due, nowMs, intervalMs).nextDueAtMs).toBe(nowMs - hourMs);
  });

  it('lets a wait last as long as it did from its request on', () => {
    const askedAtMs = nowMs + dayMs;
    const endsAtMs = askedAtMs + 10 * minuteMs;
    const untilMs = nowMs + 10 * minuteMs;
    expect(repairAfterClockSetback(limited(endsAtMs, { askedAtMs }), nowMs, intervalMs)).toEqual(
      limited(untilMs, { askedAtMs: nowMs }),
    );
    expect(repairAfterClockSetback(limited(endsAtMs, { askedAtMs }, endsAtMs), nowMs, intervalMs)).toEqual(
      limited(untilMs, { askedAtMs: nowMs }, untilMs),
    );
  });

  it('lets no wait last longer than the longest there is', () => {
    const far = nowMs + 30 * dayMs;
    expect(repairAfterClockSetback(limited(far), nowMs, intervalMs)).toEqual(limited(nowMs + 67 * minuteMs));
    expect(repairAfterClockSetback(limited(far, {}, far), nowMs, intervalMs)).toMatchObject({
      nextDueAtMs: nowMs + dayMs,
      link: { untilMs: nowMs + dayMs },
    });
  });

  it('brings a turn that lies far behind its wait to the end of the wait', () => {
    const endpoint = limited(nowMs + minuteMs, { nextDueAtMs: nowMs + dayMs });
    expect(repairAfterClockSetback(endpoint, nowMs, intervalMs).nextDueAtMs).toBe(nowMs + minuteMs);
  });
});

describe('a turn that moves', () => {
  const asked: EndpointState = { ...idle, fetchedAtMs: nowMs };
  const waiting = { ...limited(nowMs + hourMs), fetchedAtMs: nowMs - hourMs };
  const minimumMs = 2 * minuteMs;

  describe('because a figure came by itself', () => {
    const told = { asOfMs: nowMs + minuteMs, windows: { complete: false, items: [] } };
    const dueAfter = (change: Partial<typeof told>, endpoint = asked, atMs = nowMs + 2 * minuteMs): number =>
      postponeAfterObservation(endpoint, { ...told, ...change }, intervalMs, atMs).nextDueAtMs;

    it('waits an interval from then, and no more than four from the last answer', () => {
      expect(dueAfter({})).toBe(nowMs + minuteMs + intervalMs);
      expect(dueAfter({ asOfMs: nowMs + hourMs }, asked, nowMs + hourMs)).toBe(nowMs + 4 * intervalMs);
    });

    it('is never brought forward', () => {
      const late = { ...asked, nextDueAtMs: nowMs + hourMs };
      expect(postponeAfterObservation(late, told, intervalMs, nowMs + 2 * minuteMs)).toBe(late);
    });

    it('stays for a figure as old as an interval, one from the future, and what tells no window', () => {
      expect(dueAfter({ asOfMs: nowMs + 1 }, asked, nowMs + intervalMs)).toBe(nowMs + 1 + intervalMs);
      expect(dueAfter({ asOfMs: nowMs + 1 }, asked, nowMs + 1 + intervalMs)).toBe(asked.nextDueAtMs);
      expect(dueAfter({}, asked, told.asOfMs)).toBe(told.asOfMs + intervalMs);
      expect(dueAfter({}, asked, told.asOfMs - 1)).toBe(asked.nextDueAtMs);
      const money = { asOfMs: told.asOfMs };
      expect(postponeAfterObservation(asked, money, intervalMs, nowMs + 2 * minuteMs)).toBe(asked);
    });

    it('stays where nothing was ever answered, and where something is waited for', () => {
      const never = { ...asked, fetchedAtMs: null };
      expect(postponeAfterObservation(never, told, intervalMs, nowMs + 2 * minuteMs)).toBe(never);
      expect(postponeAfterObservation(waiting, told, intervalMs, nowMs + 2 * minuteMs)).toBe(waiting);
    });
  });

  describe('because the pace became faster', () => {
    it('is where that pace puts it after the newest figure, never later than it was', () => {
      expect(reschedule(asked, null, minuteMs).nextDueAtMs).toBe(nowMs + minuteMs);
      expect(reschedule(asked, nowMs + minuteMs, minuteMs).nextDueAtMs).toBe(nowMs + 2 * minuteMs);
      expect(reschedule(asked, nowMs - hourMs, minuteMs).nextDueAtMs).toBe(nowMs + minuteMs);
      expect(reschedule(asked, null, hourMs)).toBe(asked);
    });

    it('stays where nothing was ever answered, and where something is waited for', () => {
      const never = { ...asked, fetchedAtMs: null };
      expect(reschedule(never, nowMs, 0)).toBe(never);
      expect(reschedule(waiting, null, 0)).toBe(waiting);
    });
  });

  it('because it was missed in a sleep is taken once within the spread', () => {
    const missed = { ...asked, nextDueAtMs: nowMs };
    expect(rescheduleMissed(missed, minuteMs, nowMs, 0.5).nextDueAtMs).toBe(nowMs + minuteMs / 2);
    expect(rescheduleMissed(asked, minuteMs, nowMs, 0.5)).toBe(asked);
  });

  describe('because the user looks', () => {
    const atMs = nowMs + minuteMs;
    const dueFor = (measuredAtMs: number | null, leastMs: number, endpoint: EndpointState, nowOpenMs = atMs): number =>
      dueOnPanelOpen(endpoint, measuredAtMs, leastMs, nowOpenMs).nextDueAtMs;

    it('is now where the figure is a minute old and the endpoint allows it', () => {
      expect(dueFor(nowMs, 0, asked)).toBe(atMs);
      expect(dueFor(null, 0, { ...asked, fetchedAtMs: null })).toBe(atMs);
      expect(dueFor(nowMs, 0, asked, atMs - 1)).toBe(asked.nextDueAtMs);
      expect(dueFor(nowMs + 1, 0, asked)).toBe(asked.nextDueAtMs);
      expect(dueFor(nowMs, minimumMs, asked)).toBe(asked.nextDueAtMs);
      expect(dueFor(nowMs, minimumMs, asked, nowMs + minimumMs)).toBe(nowMs + minimumMs);
    });

    it('is now where the figure was read by a clock that has been set back since', () => {
      expect(dueFor(atMs + minuteMs, 0, asked)).toBe(atMs);
      expect(dueFor(atMs + minuteMs - 1, 0, asked)).toBe(asked.nextDueAtMs);
    });

    it('stays where something is waited for', () => {
      expect(dueOnPanelOpen(waiting, null, 0, atMs)).toBe(waiting);
    });
  });

  describe('because a schedule wants to know', () => {
    const pace = { minimumMs, spreadMs: minuteMs };
    const dueFor = (endpoint: EndpointState, random: number, least = minimumMs, atMs = nowMs + minuteMs): number =>
      expedite(endpoint, { ...pace, minimumMs: least }, atMs, random).nextDueAtMs;

    it('comes within the spread, and not before the endpoint allows it or a minute is over', () => {
      const old = { ...asked, fetchedAtMs: nowMs - hourMs };
      expect(dueFor(old, 0.5)).toBe(nowMs + 1.5 * minuteMs);
      expect(dueFor({ ...asked, fetchedAtMs: null }, 0)).toBe(nowMs + minuteMs);
      expect(dueFor(asked, 0)).toBe(nowMs + minimumMs);
      expect(dueFor({ ...asked, fetchedAtMs: nowMs + minuteMs / 2 }, 0, 0)).toBe(nowMs + 1.5 * minuteMs);
    });

    it('is never later than it was, and a wait holds', () => {
      const soon = { ...asked, nextDueAtMs: nowMs + minuteMs };
      expect(dueFor(soon, 0.9)).toBe(nowMs + minuteMs);
      expect(expedite(waiting, pace, nowMs, 0)).toBe(waiting);
    });
  });
});
