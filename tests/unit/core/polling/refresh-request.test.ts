import { describe, expect, it } from 'vitest';
import {
  credentialChanged,
  credentialLost,
  type EndpointState,
  failed,
  type PollStatus,
  newEndpoint,
  refusal,
  started,
  succeeded,
} from '../../../../core/polling/endpoint.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import {
  networkReturned,
  refreshed,
  refreshRefusal,
  type RefreshBy,
  eligibilityRefusal,
} from '../../../../core/polling/refresh-request.ts';

const nowMs = 1_795_300_000_000;
const minuteMs = 60_000;
const minimumMs = 15 * minuteMs;
const asked = (agoMs: number, link: PollStatus = { kind: 'idle' }): EndpointState => ({
  ...newEndpoint(nowMs),
  link,
  askedAtMs: nowMs - agoMs,
  fetchedAtMs: nowMs - agoMs,
  nextDueAtMs: nowMs + minimumMs,
});
const refused: Failure = { kind: 'unauthorised', status: 401 };
const gone: Failure = { kind: 'credential', problem: 'missing' };
const server: Failure = { kind: 'server', status: 503 };
const network: Failure = { kind: 'network', cause: 'dns' };
const times = { attempt: 1, untilMs: nowMs + minuteMs };
const serviceTimes = { ...times, serviceUntilMs: nowMs + minuteMs };
const signedOut = (failure: Failure): PollStatus => ({ kind: 'needs-sign-in', failure, fingerprint: 'f' });

describe('who may have an endpoint asked now', () => {
  const kindFor = (state: EndpointState, by: RefreshBy, clickedAgoMs: number | null = null): string => {
    const clickedAtMs = clickedAgoMs === null ? null : nowMs - clickedAgoMs;
    return refreshRefusal(state, by, { minimumMs, clickedAtMs }, nowMs)?.kind ?? 'yes';
  };

  it.each<readonly [string, EndpointState, readonly [string, string, string]]>([
    ['never asked', newEndpoint(nowMs), ['yes', 'yes', 'yes']],
    ['asked a moment ago', asked(1), ['yes', 'too-soon', 'yes']],
    ['asked as long ago as its minimum', asked(minimumMs), ['yes', 'yes', 'yes']],
    ['asked a little less long ago', asked(minimumMs - 1), ['yes', 'too-soon', 'yes']],
    ['in flight', started(asked(minimumMs), nowMs), ['in-flight', 'in-flight', 'in-flight']],
    ['told to wait', asked(minuteMs, { kind: 'limited', ...serviceTimes }), ['backoff', 'backoff', 'backoff']],
    ['limited without a time', asked(minuteMs, { kind: 'limited', ...times }), ['backoff', 'backoff', 'backoff']],
    [
      'in a wait of ours',
      asked(minuteMs, { kind: 'retrying', ...times, failure: server }),
      ['yes', 'backoff', 'backoff'],
    ],
    [
      'in a wait of ours that is younger than a minute',
      asked(minuteMs - 1, { kind: 'retrying', ...times, failure: server }),
      ['backoff', 'backoff', 'backoff'],
    ],
    [
      'in a wait that the service asked for',
      asked(minuteMs, { kind: 'retrying', ...serviceTimes, failure: server }),
      ['backoff', 'backoff', 'backoff'],
    ],
    [
      'with a wait that is over',
      asked(minimumMs, { kind: 'limited', attempt: 1, untilMs: nowMs }),
      ['yes', 'yes', 'yes'],
    ],
    ['with a refused sign-in', asked(minuteMs, signedOut(refused)), ['yes', 'needs-sign-in', 'needs-sign-in']],
    ['with one refused a while ago', asked(minimumMs, signedOut(refused)), ['yes', 'yes', 'yes']],
    [
      'with one refused just now',
      asked(minuteMs - 1, signedOut(refused)),
      ['needs-sign-in', 'needs-sign-in', 'needs-sign-in'],
    ],
    ['without a sign-in', asked(minimumMs, signedOut(gone)), ['needs-sign-in', 'needs-sign-in', 'needs-sign-in']],
    [
      'with a refused sign-in and a wait that the service asked for',
      asked(minimumMs, {
        ...{ kind: 'needs-sign-in', failure: refused, fingerprint: 'f' },
        held: { kind: 'limited', ...serviceTimes },
      }),
      ['needs-sign-in', 'needs-sign-in', 'needs-sign-in'],
    ],
    [
      'with a refused sign-in and a wait of ours',
      asked(minimumMs, {
        ...{ kind: 'needs-sign-in', failure: refused, fingerprint: 'f' },
        held: { kind: 'retrying', ...times, failure: server },
      }),
      ['needs-sign-in', 'needs-sign-in', 'needs-sign-in'],
    ],
    [
      'with a refused sign-in and a wait that is over',
      asked(minimumMs, {
        ...{ kind: 'needs-sign-in', failure: refused, fingerprint: 'f' },
        held: { kind: 'limited', attempt: 1, untilMs: nowMs },
      }),
      ['yes', 'yes', 'yes'],
    ],
  ])('%s', (_what, state, expected) => {
    expect((['person', 'program', 'app'] as const).map((by) => kindFor(state, by))).toEqual(expected);
  });

  it('a click goes below the minimum once a minute', () => {
    expect([kindFor(asked(1), 'person', minuteMs), kindFor(asked(1), 'person', minuteMs - 1)]).toEqual([
      'yes',
      'too-soon',
    ]);
    const no = (clickedAgoMs: number, agoMs: number) =>
      refreshRefusal(asked(agoMs), 'person', { minimumMs, clickedAtMs: nowMs - clickedAgoMs }, nowMs);
    expect(no(1, 1)).toEqual({ kind: 'too-soon', untilMs: nowMs + minuteMs - 1 });
    expect(no(1, minimumMs - 5)).toEqual({ kind: 'too-soon', untilMs: nowMs + 5 });
  });

  it('an endpoint that allows more is asked once a minute, and the time of a future request does not count', () => {
    const by = (agoMs: number) => refreshRefusal(asked(agoMs), 'program', { minimumMs: 0, clickedAtMs: null }, nowMs);
    expect([by(minuteMs), by(minuteMs - 1)?.kind, by(-1)]).toEqual([null, 'too-soon', null]);
    const { askedAtMs: _asked, ...fetched } = asked(1);
    expect(refreshRefusal(fetched, 'program', { minimumMs, clickedAtMs: null }, nowMs)?.kind).toBe('too-soon');
  });

  it('what is not asked at all is refused by that', () => {
    expect(
      (['asked', 'not-essential', 'not-wanted', 'turned-off', 'sign-in-asleep', 'signed-out'] as const).map(
        (standing) => eligibilityRefusal(standing)?.kind ?? null,
      ),
    ).toEqual([null, null, null, 'turned-off', 'sign-in-asleep', 'needs-sign-in']);
  });
});

describe('an endpoint that is to be asked', () => {
  it('is due now, with no wait of ours and with one more try of a refused sign-in', () => {
    expect(refreshed(asked(1), nowMs).nextDueAtMs).toBe(nowMs);
    const retrying = refreshed(asked(1, { kind: 'retrying', ...times, failure: server }), nowMs);
    expect([retrying.link, refusal(retrying, nowMs)]).toEqual([
      { kind: 'retrying', ...times, failure: server, untilMs: nowMs },
      null,
    ]);
    const limited: PollStatus = { kind: 'limited', ...serviceTimes };
    expect(refreshed(asked(1, limited), nowMs).link).toBe(limited);
    expect(refusal(refreshed(asked(1, signedOut(refused)), nowMs), nowMs)).toBeNull();
  });

  it('is so when the network is back, as soon as its minimum allows it', () => {
    const wait = (failure: Failure, more: object = {}): EndpointState => ({
      ...asked(minuteMs, { kind: 'retrying', attempt: 1, untilMs: nowMs + 60 * minuteMs, failure, ...more }),
      nextDueAtMs: nowMs + 60 * minuteMs,
    });
    const dueFor = (state: EndpointState): number => networkReturned(state, minimumMs, nowMs).nextDueAtMs - nowMs;
    expect(dueFor(wait(network))).toBe(0);
    expect(dueFor(wait({ kind: 'timeout' }))).toBe(minimumMs - minuteMs);
    expect(dueFor(wait({ kind: 'forbidden', status: 403, by: 'edge' }))).toBe(minimumMs - minuteMs);
    const fault = wait(server);
    expect(networkReturned(fault, minimumMs, nowMs)).toBe(fault);
    const over: EndpointState = asked(1, { kind: 'retrying', attempt: 1, untilMs: nowMs, failure: network });
    expect(networkReturned(over, minimumMs, nowMs)).toBe(over);
    const idle = asked(1);
    expect(networkReturned(idle, minimumMs, nowMs)).toBe(idle);
  });
});

describe('a sign-in that goes and comes back', () => {
  const lost = (link: PollStatus): EndpointState => credentialLost(asked(minuteMs, link), gone, null);
  const limited: PollStatus = { kind: 'limited', ...serviceTimes };

  it('leaves a wait as it was, whichever sign-in comes', () => {
    for (const fingerprint of ['same', 'other']) {
      const back = credentialChanged(lost(limited), fingerprint, nowMs);
      expect([back.link, back.nextDueAtMs]).toEqual([limited, serviceTimes.untilMs]);
    }
  });

  it('stays refused with the same sign-in, and is asked with another', () => {
    const held = lost(signedOut(refused));
    expect(credentialChanged(held, 'f', nowMs).link).toEqual(signedOut(refused));
    expect(credentialChanged(held, 'g', nowMs).link).toEqual({ kind: 'idle' });
    expect(credentialLost(held, gone, null)).toBe(held);
  });

  it('that was gone is asked at its own turn, one that was refused at once', () => {
    expect(credentialChanged(lost({ kind: 'idle' }), 'f', nowMs).nextDueAtMs).toBe(nowMs + minimumMs);
    expect(credentialChanged(asked(1, signedOut(refused)), 'g', nowMs).nextDueAtMs).toBe(nowMs);
    const same = asked(1, signedOut(refused));
    expect(credentialChanged(same, 'f', nowMs)).toBe(same);
    const idle = asked(1);
    expect(credentialChanged(idle, 'g', nowMs)).toBe(idle);
  });

  it('of a try that fails on its way stays refused, and holds that wait', () => {
    const tried = started(refreshed(asked(minuteMs, signedOut(refused)), nowMs), nowMs);
    const after = failed(tried, { kind: 'limited', retryAfterMs: 5 * minuteMs }, 'f', nowMs, 0);
    expect(after.link).toMatchObject({
      ...{ kind: 'needs-sign-in', failure: refused },
      held: { kind: 'limited', serviceUntilMs: nowMs + 5 * minuteMs },
    });
    expect(after.link).not.toHaveProperty('isRetried');
    expect(refusal(after, nowMs)).toEqual({ kind: 'needs-sign-in' });
  });
});

describe('a request that failed', () => {
  const flying = started(asked(minuteMs), nowMs);

  it('waits for the minimum of the endpoint, except for the network', () => {
    const untilFor = (failure: Failure): number =>
      failed(flying, failure, 'f', nowMs, 0, minimumMs).nextDueAtMs - nowMs;
    expect([untilFor(server), untilFor(network)]).toEqual([minimumMs, minuteMs]);
    expect(untilFor({ ...server, retryAfterMs: 60 * minuteMs })).toBe(60 * minuteMs);
  });

  it('keeps what was known of its age, and one that succeeded counts its answers without news', () => {
    expect(failed(flying, server, 'f', nowMs, 0).fetchedAtMs).toBe(nowMs - minuteMs);
    expect(succeeded(flying, nowMs + 1, 4)).toMatchObject({
      unchangedAnswers: 4,
      nextDueAtMs: nowMs + 1,
      askedAtMs: nowMs,
    });
    expect(succeeded(asked(minuteMs), nowMs + 1).fetchedAtMs).toBe(nowMs - minuteMs);
  });
});
