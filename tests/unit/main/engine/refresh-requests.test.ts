import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../core/ports.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import type { RefreshBy } from '../../../../core/polling/refresh-request.ts';
import { settle } from '../../../support/clock.ts';
import {
  body,
  type EngineWorld,
  engineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';

const minuteMs = 60_000;
const codex = exampleAccount('a');
const claude = exampleAccount('c', { id: 'claude:c', provider: 'claude' });
const good = body(usageBody(10, startMs + 4 * 3_600_000));

interface Trial {
  readonly world: EngineWorld;
  readonly usageCount: () => number;
  readonly refresh: (by: RefreshBy) => Promise<unknown>;
  readonly answerWith: (answer: HttpOutcome) => void;
}

async function trialOf(account = codex, first: HttpOutcome = good): Promise<Trial> {
  let answer = first;
  const world = engineWorld({ findings: [found(account)], answer: () => answer });
  await world.engine.start();
  await settle();
  return {
    world,
    usageCount: () => world.requests.filter(({ endpointId }) => endpointId === 'usage').length,
    refresh: async (by) => {
      const outcome = world.engine.refresh(account.id, by);
      await world.time.advance(0);
      await settle();
      return outcome;
    },
    answerWith: (next) => void (answer = next),
  };
}

const accepted = { kind: 'accepted' };
const forbidden: Failure = { kind: 'forbidden', status: 403, by: 'edge' };

describe('a refresh by a program', () => {
  it('never goes below the minimum interval of the endpoint, and is told until when', async () => {
    const { world, refresh, usageCount } = await trialOf(claude, body({ five_hour: { utilization: 5 } }));
    for (let second = 0; second < 30; second += 1) {
      await world.time.advance(1000);
      expect(await refresh('program')).toEqual({
        kind: 'refused',
        refusal: { kind: 'too-soon', untilMs: startMs + 15 * minuteMs },
      });
    }
    expect(usageCount()).toBe(1);
    await world.time.advance(14.5 * minuteMs);
    expect(await refresh('program')).toEqual(accepted);
  });

  it('does not shorten a wait of our own', async () => {
    const { world, refresh } = await trialOf(codex, failure(forbidden));
    await world.time.advance(2 * minuteMs);
    expect(await refresh('program')).toMatchObject({ refusal: { kind: 'backoff', serviceUntilMs: null } });
  });
});

describe('a click', () => {
  it('goes below the minimum interval, once a minute', async () => {
    const { world, refresh, usageCount } = await trialOf(claude, body({ five_hour: { utilization: 5 } }));
    await world.time.advance(1000);
    expect(await refresh('person')).toEqual(accepted);
    expect(usageCount()).toBe(2);
    expect(await refresh('person')).toMatchObject({ refusal: { kind: 'too-soon', untilMs: startMs + 61_000 } });
    await world.time.advance(minuteMs);
    expect(await refresh('person')).toEqual(accepted);
    expect(usageCount()).toBe(3);
  });

  it('ends a wait for a closed way after a minute', async () => {
    const { world, refresh, usageCount, answerWith } = await trialOf(codex, failure(forbidden));
    await world.time.advance(minuteMs - 1);
    expect(await refresh('person')).toMatchObject({ refusal: { kind: 'backoff' } });
    await world.time.advance(1);
    answerWith(good);
    expect(await refresh('person')).toEqual(accepted);
    expect(usageCount()).toBe(2);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link).toEqual({ kind: 'idle' });
  });

  it.each<Failure>([
    { kind: 'limited', retryAfterMs: 600_000 },
    { kind: 'server', status: 503, retryAfterMs: 600_000 },
  ])('never ends a wait that the service asked for: %j', async (asked) => {
    const { world, refresh, usageCount } = await trialOf(codex, failure(asked));
    await world.time.advance(5 * minuteMs);
    const serviceUntilMs = startMs + 600_000;
    expect(await refresh('person')).toMatchObject({ refusal: { kind: 'backoff', serviceUntilMs } });
    expect(usageCount()).toBe(1);
  });
});

describe('a refresh while a request is under way', () => {
  it.each<RefreshBy>(['person', 'program', 'app'])('is carried by that request for a %s', async (by) => {
    const held = holdingWorld();
    await held.world.engine.start();
    await settle();
    for (let click = 0; click < 3; click += 1) expect(held.world.engine.refresh(codex.id, by)).toEqual(accepted);
    await settle();
    expect(held.world.requests).toHaveLength(1);
    await held.answer(good);
    await held.world.time.advance(minuteMs);
    expect(held.world.requests.filter(({ endpointId }) => endpointId === 'usage')).toHaveLength(1);
  });

  it('does not use up the click that goes below the minimum', async () => {
    const held = holdingWorld();
    await held.world.engine.start();
    await settle();
    held.world.engine.refresh(codex.id, 'person');
    await held.answer(good);
    await held.world.time.advance(1000);
    expect(held.world.engine.refresh(codex.id, 'person')).toEqual(accepted);
  });

  it('ends a pause, so that the next turn comes', async () => {
    const held = holdingWorld();
    await held.world.engine.start();
    await settle();
    held.world.engine.pause('offline');
    expect(held.world.engine.refresh(codex.id, 'program')).toEqual(accepted);
    await held.answer(good);
    await held.world.time.advance(6 * minuteMs);
    expect(held.world.requests.filter(({ endpointId }) => endpointId === 'usage')).toHaveLength(2);
  });

  /** An engine whose upstream answers when the test says so. */
  function holdingWorld() {
    const waiting: ((outcome: HttpOutcome) => void)[] = [];
    const world = engineWorld({
      findings: [found(codex)],
      answer: () => new Promise<HttpOutcome>((resolve) => void waiting.push(resolve)),
    });
    const answer = async (outcome: HttpOutcome): Promise<void> => {
      for (const each of waiting.splice(0)) each(outcome);
      await settle();
    };
    return { world, answer };
  }
});

describe('a refused sign-in', () => {
  const refused = failure({ kind: 'unauthorised', status: 401 });

  it.each<RefreshBy>(['person', 'program'])('is tried once more for a %s after a minute', async (by) => {
    const { world, refresh, usageCount, answerWith } = await trialOf(codex, refused);
    expect(await refresh(by)).toEqual({ kind: 'refused', refusal: { kind: 'needs-sign-in' } });
    await world.time.advance(10 * minuteMs);
    expect(usageCount()).toBe(1);
    expect(await refresh(by)).toEqual(accepted);
    expect(usageCount()).toBe(2);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link).toMatchObject({ kind: 'needs-sign-in' });
    expect(await refresh(by)).toEqual({ kind: 'refused', refusal: { kind: 'needs-sign-in' } });
    await world.time.advance(minuteMs);
    answerWith(good);
    expect(await refresh(by)).toEqual(accepted);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link).toEqual({ kind: 'idle' });
  });

  it('stays refused where the way fails meanwhile, and is not asked again by itself', async () => {
    const { world, refresh, usageCount, answerWith } = await trialOf(codex, refused);
    await world.time.advance(minuteMs);
    answerWith(failure({ kind: 'network', cause: 'dns' }));
    await refresh('person');
    await world.time.advance(60 * minuteMs);
    expect(usageCount()).toBe(2);
    expect(world.engine.accounts()[0]?.endpoints['usage']?.link).toMatchObject({
      kind: 'needs-sign-in',
      failure: { kind: 'unauthorised' },
    });
  });
});

describe('a computer that told of a sleep and never of its end', () => {
  it.each<RefreshBy>(['person', 'program'])('carries out what a %s asks for', async (by) => {
    const { world, refresh, usageCount } = await trialOf();
    world.engine.pause('asleep');
    await world.time.advance(2 * minuteMs);
    expect(await refresh(by)).toEqual(accepted);
    expect(usageCount()).toBe(2);
  });

  it('asks again by itself once its timer has rung on time for some minutes', async () => {
    const { world, usageCount } = await trialOf();
    world.engine.pause('asleep');
    await world.time.advance(minuteMs);
    expect(usageCount()).toBe(1);
    await world.time.advance(10 * minuteMs);
    expect(usageCount()).toBeGreaterThan(1);
  });
});

describe('a network that is back', () => {
  it('ends the wait for it', async () => {
    const { world, usageCount, answerWith } = await trialOf(codex, failure({ kind: 'network', cause: 'dns' }));
    await world.time.advance(20 * minuteMs);
    world.engine.pause('offline');
    answerWith(good);
    const before = usageCount();
    world.engine.resume('offline');
    await world.time.advance(10_000);
    expect(usageCount()).toBe(before + 1);
  });

  it('does not end a wait that a service asked for', async () => {
    const { world, usageCount } = await trialOf(codex, failure({ kind: 'server', status: 503, retryAfterMs: 600_000 }));
    world.engine.pause('offline');
    world.engine.resume('offline');
    await world.time.advance(5 * minuteMs);
    expect(usageCount()).toBe(1);
  });
});

describe('callers that wait', () => {
  it('are forgotten when they hang up, and all are answered when nothing is in flight', async () => {
    let answer: (outcome: HttpOutcome) => void = () => {};
    const world = engineWorld({
      findings: [found(codex)],
      answer: () => new Promise<HttpOutcome>((resolve) => (answer = resolve)),
    });
    await world.engine.start();
    const callers = Array.from({ length: 5000 }, () => new AbortController());
    const ends = callers.map(({ signal }) => world.engine.settled(signal));
    const last = world.engine.settled();
    expect(world.engine.waiterCount()).toBe(5001);
    for (const caller of callers) caller.abort();
    await Promise.all(ends);
    expect(world.engine.waiterCount()).toBe(1);
    answer(good);
    await settle();
    await world.time.advance(15_000);
    await last;
    expect(world.engine.waiterCount()).toBe(0);
    const gone = AbortSignal.abort();
    await world.engine.settled(gone);
    expect(world.engine.waiterCount()).toBe(0);
  });
});
