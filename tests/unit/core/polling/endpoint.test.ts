import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  credentialChanged,
  credentialLost,
  type EndpointState,
  failed,
  figuresSeen,
  isCurrentFlight,
  isDue,
  newEndpoint,
  refusal,
  restored,
  started,
  startedBy,
  succeeded,
} from '../../../../core/polling/endpoint.ts';
import type { Failure } from '../../../../core/polling/failure.ts';

const limited: Failure = { kind: 'limited', retryAfterMs: null };
const refused: Failure = { kind: 'unauthorised', status: 401 };
const flying = started(newEndpoint(0), 1000);

describe('one endpoint of one account', () => {
  it('is not asked again while a request is under way', () => {
    expect(refusal(flying, 2000)).toEqual({ kind: 'in-flight' });
    expect(isDue(flying, 9e12)).toBe(false);
  });

  it('is due exactly at the boundary, and not a millisecond before', () => {
    const state = succeeded(flying, 60_000);
    expect([isDue(state, 59_999), isDue(state, 60_000)]).toEqual([false, true]);
  });

  it('a forced refresh is refused inside the backoff, with its end', () => {
    const state = failed(flying, limited, null, 5_000, 0);
    expect(refusal(state, 64_999)).toEqual({ kind: 'backoff', untilMs: 65_000, serviceUntilMs: null });
    expect(refusal(state, 65_000)).toBeNull();
  });

  describe('with figures that a program keeps', () => {
    const read = succeeded(flying, 600_000, 0, 500);
    const torn: Failure = { kind: 'figures', problem: 'torn' };

    it('is as old as their file', () => {
      expect(read.fetchedAtMs).toBe(500);
    });

    it('is due where the file is another one, or gone, and else stays as it is', () => {
      expect(figuresSeen(read, 500, 2000)).toBe(read);
      expect(figuresSeen(read, 700, 2000).nextDueAtMs).toBe(2000);
      expect(figuresSeen(read, null, 2000).nextDueAtMs).toBe(2000);
    });

    it('ends the wait after a file that could not be used, and no other wait', () => {
      const waiting = failed(started(read, 1000), torn, null, 1000, 0);
      expect(isDue(figuresSeen(waiting, 700, 1001), 1001)).toBe(true);
      expect(figuresSeen(waiting, null, 1001)).toBe(waiting);
      const odd = failed(started(read, 1000), { kind: 'schema', paths: [] }, null, 1000, 0);
      expect(isDue(figuresSeen(odd, 700, 1001), 1001)).toBe(false);
    });
  });

  it('success forgets the failures before it', () => {
    const twice = failed(started(failed(flying, limited, null, 0, 0), 60_000), limited, null, 60_000, 0);
    expect(twice.link).toMatchObject({ kind: 'limited', attempt: 2, untilMs: 180_000 });
    const again = failed(started(succeeded(started(twice, 180_000), 200_000), 200_000), limited, null, 200_000, 0);
    expect(again.link).toMatchObject({ attempt: 1, untilMs: 260_000 });
  });

  it('after 401 nothing is asked until the credential changes', () => {
    const state = failed(flying, refused, 'old', 5_000, 0);
    expect(isDue(state, 9e12)).toBe(false);
    expect(isDue(credentialChanged(state, 'old', 6_000), 9e12)).toBe(false);
    expect(isDue(credentialChanged(state, 'new', 6_000), 6_000)).toBe(true);
  });

  it('keeps a wait that the service asked for when the credential changes', () => {
    const state = failed(flying, limited, 'old', 5_000, 0);
    expect(credentialChanged(state, 'new', 6_000)).toBe(state);
  });

  it('starts again as soon as a vanished sign-in is back, even with the same token', () => {
    const lost = credentialLost(newEndpoint(0), { kind: 'credential', problem: 'missing' });
    expect(isDue(lost, 9e12)).toBe(false);
    expect(isDue(credentialChanged(lost, 'same', 7_000), 7_000)).toBe(true);
  });

  it('takes the time the request was sent as the age of the answer', () => {
    expect(succeeded(flying, 60_000).fetchedAtMs).toBe(1000);
  });

  it('tells a late answer of a superseded flight from the current one', () => {
    const next = started(failed(flying, limited, null, 5_000, 0), 70_000);
    expect([isCurrentFlight(next, 1), isCurrentFlight(next, 2)]).toEqual([false, true]);
  });

  it('a flight that ended with the process leaves the backoff from before it', () => {
    const state = failed(flying, limited, null, 5_000, 0);
    expect(restored(started(state, 70_000)).link).toEqual(state.link);
  });
});

describe('a flight over which the clock was set back', () => {
  it('counts as begun now at the latest, so that its answer is not of the future', () => {
    const set = startedBy(flying, 400);
    expect([set.askedAtMs, set.link]).toEqual([400, { ...flying.link, startedAtMs: 400 }]);
    expect(succeeded(set, 60_000).fetchedAtMs).toBe(400);
    const { askedAtMs: _asked, ...unasked } = flying;
    expect(startedBy(unasked, 400).askedAtMs).toBe(400);
  });

  it('is as it was where it began now or before, and so is what does not fly', () => {
    expect(startedBy(flying, 1000)).toBe(flying);
    const idle = newEndpoint(5000);
    expect(startedBy(idle, 0)).toBe(idle);
  });
});

type Event = 'start' | 'success' | 'limited' | 'refused' | 'server' | 'changed' | 'lost' | 'wait';
const anyEvents = fc.array(
  fc.record({
    event: fc.constantFrom<Event>('start', 'success', 'limited', 'refused', 'server', 'changed', 'lost', 'wait'),
    laterMs: fc.nat(400_000),
  }),
  { maxLength: 40 },
);

/** Plays events as the engine would, and calls back at each request that goes out. */
function play(
  events: readonly { event: Event; laterMs: number }[],
  onRequest: (state: EndpointState, nowMs: number) => void,
): EndpointState {
  let nowMs = 0;
  let state = newEndpoint(0);
  events.forEach(({ event, laterMs }, index) => {
    nowMs += laterMs;
    const isFlying = state.link.kind === 'fetching';
    if (event === 'start' && isDue(state, nowMs)) {
      onRequest(state, nowMs);
      state = started(state, nowMs);
    } else if (event === 'success' && isFlying) state = succeeded(state, nowMs + 300_000);
    else if (event === 'limited' && isFlying) state = failed(state, limited, 'a', nowMs, 0.5);
    else if (event === 'server' && isFlying) state = failed(state, { kind: 'server', status: 500 }, 'a', nowMs, 0.5);
    else if (event === 'refused' && isFlying) state = failed(state, refused, 'a', nowMs, 0.5);
    else if (event === 'changed') state = credentialChanged(state, `token ${index}`, nowMs);
    else if (event === 'lost') state = credentialLost(state, { kind: 'credential', problem: 'missing' });
  });
  return state;
}

describe('one endpoint, whatever happens', () => {
  it('never has two requests under way, none inside a backoff, none without a sign-in', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        play(events, ({ link }, nowMs) => {
          expect(['idle', 'retrying', 'limited']).toContain(link.kind);
          if (link.kind === 'retrying' || link.kind === 'limited') expect(nowMs).toBeGreaterThanOrEqual(link.untilMs);
        });
      }),
    );
  });

  it('comes to the same state when the events are played again', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        expect(play(events, () => {})).toEqual(play(events, () => {}));
      }),
    );
  });
});
