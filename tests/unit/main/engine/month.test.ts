import { describe, expect, it } from 'vitest';
import type { HttpOutcome } from '../../../../core/ports.ts';
import { createFakeClock } from '../../../support/clock.ts';
import {
  body,
  engineWorld,
  type EngineWorld,
  exampleAccount,
  failure,
  found,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const days = 30;
const mostPerDay = { codex: 288, claude: 96 } as const;

const codexAccounts = Array.from({ length: 30 }, (_, number) =>
  exampleAccount(`codex-${number}`, { baseUrl: `https://codex-${number % 6}.example` }),
);
const claudeAccounts = Array.from({ length: 20 }, (_, number) =>
  exampleAccount(`claude-${number}`, {
    id: `claude:${number}`,
    provider: 'claude',
    baseUrl: 'https://claude.example',
  }),
);
const accounts = [...codexAccounts, ...claudeAccounts];

/** What went wrong in a row at one account, and until when it may not be asked, counted by the rule itself. */
interface Wait {
  attempt: number;
  untilMs: number;
}

interface Month {
  readonly world: EngineWorld;
  /** Requests that came before the end of the wait that an answer had begun. */
  readonly tooEarly: readonly string[];
  readonly faults: () => number;
}

type Upstream = (accountId: string, atMs: number) => HttpOutcome;

function month(upstream: Upstream, seed: number): Month {
  const waits = new Map<string, Wait>();
  const tooEarly: string[] = [];
  let faults = 0;
  const world = engineWorld({
    findings: accounts.map((account) => found(account)),
    time: createFakeClock(startMs, seededRandom(seed)),
    answer: (accountId, atMs) => {
      const wait = waits.get(accountId) ?? { attempt: 0, untilMs: 0 };
      if (atMs < wait.untilMs) tooEarly.push(`${accountId} at ${atMs}, ${wait.untilMs - atMs} ms early`);
      const outcome = upstream(accountId, atMs);
      if (outcome.kind === 'body') {
        waits.delete(accountId);
      } else {
        faults += 1;
        const attempt = wait.attempt + 1;
        const hintMs = outcome.failure.kind === 'limited' ? (outcome.failure.retryAfterMs ?? 0) : 0;
        const waitMs = Math.max(Math.min(minuteMs * 2 ** (attempt - 1), 15 * minuteMs), hintMs);
        waits.set(accountId, { attempt, untilMs: atMs + waitMs });
      }
      return outcome;
    },
  });
  return { world, tooEarly, faults: () => faults };
}

function bodyOf(accountId: string, usedPercent: number, resetMs: number): HttpOutcome {
  const iso = new Date(resetMs).toISOString();
  return accountId.startsWith('claude')
    ? body({ five_hour: { utilization: usedPercent, resets_at: iso }, seven_day: null })
    : body(usageBody(usedPercent, resetMs));
}

/** Half the accounts work by day, the others rest; windows of five hours end at their own minute. */
function working(accountId: string, atMs: number): HttpOutcome {
  const number = Number(/\d+$/.exec(accountId)?.[0] ?? 0);
  const hour = new Date(atMs).getUTCHours();
  const isBusy = number % 2 === 0 && hour >= 8 && hour < 22;
  const shiftMs = number * 7 * minuteMs;
  const windowMs = 5 * hourMs;
  const resetMs = Math.ceil((atMs + 1 - shiftMs) / windowMs) * windowMs + shiftMs;
  const usedPercent = isBusy ? (90 * (windowMs - (resetMs - atMs))) / windowMs : 12;
  return bodyOf(accountId, Math.round(usedPercent * 10) / 10, resetMs);
}

function faulty(random: () => number): Upstream {
  return (accountId, atMs) => {
    const luck = random();
    if (luck < 0.02) return failure({ kind: 'server', status: 503 });
    if (luck < 0.04) return failure({ kind: 'network', cause: 'reset' });
    if (luck < 0.05) return failure({ kind: 'limited', retryAfterMs: null });
    if (luck < 0.06) return failure({ kind: 'limited', retryAfterMs: 20 * minuteMs });
    return working(accountId, atMs);
  };
}

function timesOf(world: EngineWorld): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(accounts.map(({ id }) => [id, []]));
  for (const { accountId, atMs } of world.requests) times.get(accountId)?.push(atMs);
  return times;
}

/** The most that any span of the given length holds; the times are in order. */
function mostWithin(times: readonly number[], spanMs: number): number {
  let first = 0;
  return times.reduce((most, atMs, index) => {
    while ((times[first] ?? 0) <= atMs - spanMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}

function expectBudgetsKept({ world, tooEarly }: Month): void {
  for (const { id, provider } of accounts) {
    expect({ id, most: mostWithin(timesOf(world).get(id) ?? [], dayMs) }).toSatisfy(
      ({ most }: { most: number }) => most <= mostPerDay[provider],
    );
  }
  expect(tooEarly).toEqual([]);
  expect(
    mostWithin(
      world.requests.map(({ atMs }) => atMs),
      1000,
    ),
  ).toBeLessThanOrEqual(3);
}

describe('a month of fifty accounts', () => {
  it('X-9: 24 hours hold at most 288 requests of an account, 96 of Claude, none in a backoff, three a second', async () => {
    const run = month(faulty(seededRandom(71)), 7);
    await run.world.engine.start();
    await run.world.time.advance(days * dayMs);
    expectBudgetsKept(run);
    expect(run.faults()).toBeGreaterThan(1000);
    const times = timesOf(run.world);
    for (const { id, provider } of accounts) {
      const least = provider === 'codex' ? 120 : 45;
      expect({ id, perDay: (times.get(id) ?? []).length / days }).toSatisfy(
        ({ perDay }: { perDay: number }) => perDay > least,
      );
    }
  }, 120_000);

  it('X-9: a service that fails every other time, or always promises a reset in a minute, changes nothing of that', async () => {
    const answers = new Map<string, number>();
    const run = month((accountId, atMs) => {
      const count = (answers.get(accountId) ?? 0) + 1;
      answers.set(accountId, count);
      const resets = bodyOf(accountId, count % 100, atMs + minuteMs);
      return accountId.endsWith('1') && count % 2 === 0 ? failure({ kind: 'server', status: 500 }) : resets;
    }, 8);
    await run.world.engine.start();
    await run.world.time.advance(3 * dayMs);
    expectBudgetsKept(run);
    expect(run.world.requests.length).toBeGreaterThan(3 * (30 * 250 + 20 * 80));
  }, 60_000);

  it('X-9: after nine hours of sleep asks each account once, as fast as its host bears', async () => {
    const run = month(working, 9);
    const { engine, time, requests } = run.world;
    await engine.start();
    await time.advance(6 * hourMs);
    for (let night = 0; night < 5; night += 1) {
      engine.pause();
      time.jump(time.nowMs() + 9 * hourMs);
      await time.ring();
      const asleep = requests.length;
      engine.resume();
      const wokeAtMs = time.nowMs();
      await time.advance(minuteMs - 1);
      const asked = requests.slice(asleep);
      expect(asked.map(({ accountId }) => accountId).toSorted()).toEqual(accounts.map(({ id }) => id).toSorted());
      const hostQueueMs = claudeAccounts.length * 1000;
      expect(Math.max(...asked.map(({ atMs }) => atMs)) - wokeAtMs).toBeLessThan(5000 + hostQueueMs);
      await time.advance(15 * hourMs);
    }
    expectBudgetsKept(run);
  }, 60_000);

  it('X-9: the same without being told of the sleep: the timer just rings late', async () => {
    const run = month(working, 10);
    const { engine, time, requests } = run.world;
    await engine.start();
    await time.advance(hourMs);
    time.jump(time.nowMs() + 9 * hourMs);
    const asleep = requests.length;
    await time.ring();
    await time.advance(minuteMs - 1);
    const asked = requests.slice(asleep).map(({ accountId }) => accountId);
    expect(asked.toSorted()).toEqual(accounts.map(({ id }) => id).toSorted());
    expectBudgetsKept(run);
  });
});
