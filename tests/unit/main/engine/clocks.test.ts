import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { judgeDataState } from '../../../../core/accounts/data-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { currentValue, isWithdrawn } from '../../../../core/usage/fact.ts';
import { judgeWindows } from '../../../../core/usage/windows.ts';
import { createFakeClock, settle } from '../../../support/clock.ts';
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
const hourMs = 60 * minuteMs;
const account = exampleAccount('a');
const used = (percent: number): HttpOutcome => body(usageBody(percent, startMs + 4 * hourMs));
const usedOf = ({ engine }: EngineWorld): number | null => {
  const window = engine.accounts()[0]?.facts.windows[0];
  return window === undefined ? null : currentValue(window.usedPercent);
};
const stateOf = ({ engine }: EngineWorld): AccountState => {
  const state = engine.accounts()[0];
  if (state === undefined) throw new Error('There is no account');
  return state;
};

/** What a process leaves behind that ran until some time after the start. */
async function stored(answer: HttpOutcome, atMs: number): Promise<Map<string, AccountState>> {
  const kept = new Map<string, AccountState>();
  const time = createFakeClock(atMs);
  const world = engineWorld({ findings: [found(account)], answer: () => answer, stored: kept, time });
  await world.engine.start();
  await settle();
  world.engine.stop();
  return kept;
}

async function startedWith(kept: Map<string, AccountState>, answer: () => HttpOutcome): Promise<EngineWorld> {
  const world = engineWorld({ findings: [found(account)], answer, stored: kept });
  await world.engine.start();
  await settle();
  return world;
}

describe('a clock that was set back between two processes', () => {
  it.each([5 * minuteMs, 24 * hourMs])('by %i ms: the first answer counts at once', async (byMs) => {
    const kept = await stored(used(10), startMs + byMs);
    const world = await startedWith(kept, () => used(97));
    expect(usedOf(world)).toBe(97);
    expect(judgeDataState(stateOf(world), 10 * minuteMs, defaultSettings, startMs).state).toBe('fresh');
  });

  it('never calls a reading of the future fresh', async () => {
    const kept = await stored(used(10), startMs + 5 * minuteMs);
    const world = await startedWith(kept, () => failure({ kind: 'schema', paths: [] }));
    world.engine.stop();
    const { endpoints, ...rest } = stateOf(world);
    const idle = { ...rest, endpoints: { usage: { ...endpoints['usage'], link: { kind: 'idle' } } } } as AccountState;
    expect(judgeDataState(idle, 10 * minuteMs, defaultSettings, startMs).state).toBe('stale');
  });

  it('drops a window that the first complete answer does not name any more', async () => {
    const both = usageBody(10, startMs + 4 * hourMs) as { rate_limit: { secondary_window: unknown } };
    const weekly = { used_percent: 50, limit_window_seconds: 604_800, reset_at: startMs / 1000 + 90_000 };
    both.rate_limit.secondary_window = weekly;
    const world = await startedWith(await stored(body(both), startMs + 24 * hourMs), () => used(20));
    expect(stateOf(world).facts.windows.map(({ id }) => id)).toEqual(['session']);
  });

  it('by a day: a wait of a minute stays one of a minute', async () => {
    const kept = await stored(failure({ kind: 'limited', retryAfterMs: 60_000 }), startMs + 24 * hourMs);
    const world = await startedWith(kept, () => used(20));
    expect(world.requests).toHaveLength(0);
    await world.time.advance(2 * minuteMs);
    expect(usedOf(world)).toBe(20);
  });

  it('by a day: a wait that the service asked for keeps its length', async () => {
    const kept = await stored(failure({ kind: 'limited', retryAfterMs: 40 * minuteMs }), startMs + 24 * hourMs);
    const world = await startedWith(kept, () => used(20));
    await world.time.advance(39 * minuteMs);
    expect(world.requests).toHaveLength(0);
    await world.time.advance(3 * minuteMs);
    expect(world.requests).not.toHaveLength(0);
  });
});

it('a wait goes on with its own length where the clock is set back while the app runs', async () => {
  let answer = failure({ kind: 'limited', retryAfterMs: 10 * minuteMs });
  const world = engineWorld({ findings: [found(account)], answer: () => answer });
  await world.engine.start();
  await settle();
  answer = used(30);
  world.time.jump(startMs - 24 * hourMs);
  await world.time.ring();
  await world.time.advance(9 * minuteMs);
  expect(world.requests).toHaveLength(1);
  await world.time.advance(3 * minuteMs);
  expect(usedOf(world)).toBe(30);
});

describe('a clock that is wrong', () => {
  const aheadMs = 40 * minuteMs;
  /** The body and the `Date` of a service whose clock is right, where ours stands at `startMs`. */
  const answered = (serverMs: number, percent: number, resetsInMs: number): HttpOutcome => ({
    ...body(usageBody(percent, serverMs + resetsInMs)),
    ...{ serverMs },
  });
  const sessionOf = (world: EngineWorld) => judgeWindows(stateOf(world).facts.windows, startMs)[0];

  it.each([aheadMs, -aheadMs])('by %i ms: countdowns are those of the service', async (byMs) => {
    const world = await startedWith(new Map(), () => answered(startMs + byMs, 30, hourMs));
    expect(sessionOf(world)).toMatchObject({ resetsAtMs: startMs + hourMs, state: 'open' });
    expect(stateOf(world).facts.windows[0]?.usedPercent.said?.asOfMs).toBe(startMs);
  });

  it.each([aheadMs, -aheadMs])('by %i ms: an untouched window has not started, a running one has', async (byMs) => {
    const untouched = await startedWith(new Map(), () => answered(startMs + byMs, 0, 5 * hourMs));
    expect(sessionOf(untouched)?.state).toBe('not-started');
    const running = await startedWith(new Map(), () => answered(startMs + byMs, 0, 4.5 * hourMs));
    expect(sessionOf(running)?.state).toBe('open');
  });

  it('by a few seconds changes nothing', async () => {
    const world = await startedWith(new Map(), () => answered(startMs + 30_000, 30, hourMs));
    expect(sessionOf(world)?.resetsAtMs).toBe(startMs + 30_000 + hourMs);
  });

  it.each([aheadMs, -aheadMs])('by %i ms: a balance that an empty answer withdraws is withdrawn', async (byMs) => {
    const credits = (balance: string | null) => ({ credits: { has_credits: true, unlimited: false, balance } });
    const told = (value: object): HttpOutcome => ({
      ...body(value),
      ...{ serverMs: world.time.nowMs() + byMs },
    });
    let answer: () => HttpOutcome = () => told({ ...credits('5'), rate_limit: { primary_window: null } });
    const world = engineWorld({ findings: [found(account)], answer: () => answer() });
    await world.engine.start();
    await settle();
    expect(currentValue(stateOf(world).facts.balance)).toBe('5');
    answer = () => told({ credits: { has_credits: null, unlimited: null, balance: null } });
    await world.time.advance(10 * minuteMs);
    const { balance } = stateOf(world).facts;
    expect([balance.said?.value, isWithdrawn(balance)]).toEqual(['5', true]);
    expect(balance.unknownSinceMs).toBeLessThanOrEqual(world.time.nowMs());
  });

  it('that is set while the app runs moves the known resets with it, and back again', async () => {
    let wrongMs = 0;
    const time = createFakeClock(startMs);
    const resetMs = startMs + 4 * hourMs;
    const world = engineWorld({
      ...{ findings: [found(account)], time },
      answer: () => ({ ...body(usageBody(30, resetMs)), ...{ serverMs: time.nowMs() - wrongMs } }),
    });
    await world.engine.start();
    await settle();
    for (const setMs of [aheadMs, -aheadMs]) {
      wrongMs += setMs;
      time.jump(time.nowMs() + setMs);
      await time.ring();
      await time.advance(15 * minuteMs);
      expect(sessionOf(world)?.resetsAtMs).toBe(resetMs + wrongMs);
      expect(stateOf(world).clockAheadMs ?? 0).toBe(wrongMs === 0 ? 0 : -wrongMs);
    }
  });

  it('is made good in what local sources say, too', async () => {
    const world = await startedWith(new Map(), () => answered(startMs + aheadMs, 30, hourMs));
    world.engine.observe(account.id, {
      source: 'statusline',
      asOfMs: startMs,
      windows: {
        complete: false,
        items: [
          {
            id: 'session',
            shape: { name: null, scope: 'account', durationSeconds: 18_000 },
            usedPercent: { is: 'value', value: 31 },
            resetsAtMs: { is: 'value', value: startMs + aheadMs + hourMs },
          },
        ],
      },
      oddPaths: [],
    });
    await world.time.advance(1);
    expect(sessionOf(world)?.resetsAtMs).toBe(startMs + hourMs);
  });
});
