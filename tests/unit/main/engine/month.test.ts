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
  grantBody,
  startMs,
  usageBody,
} from '../../../support/engine-world.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const days = 30;
/** Of usage; the endpoints beside it fit into what an account may be asked in all. */
const mostUsagePerDay: Readonly<Record<string, number>> = { codex: 288, claude: 96 };
const mostPerDay = 288;
/** How often usage is asked at least, in a month with faults; what stands beside it costs a twentieth. */
const leastUsagePerDay: Readonly<Record<string, number>> = { codex: 120, claude: 45 };

/** Every third one is of a team and has banked resets, so it is asked for these and for its spending too. */
const hasMore = (number: number): boolean => number % 3 === 0;
const codexAccounts = Array.from({ length: 30 }, (_, number) =>
  exampleAccount(`codex-${number}`, {
    baseUrl: `https://codex-${number % 6}.example${hasMore(number) ? '/backend-api' : ''}`,
    vendorAccountId: `workspace-${number}`,
  }),
);
const claudeAccounts = Array.from({ length: 20 }, (_, number) =>
  exampleAccount(`claude-${number}`, {
    id: `claude:${number}`,
    provider: 'claude',
    organizationId: `org-${number}`,
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

type Upstream = (accountId: string, atMs: number, endpointId: string) => HttpOutcome;

function month(upstream: Upstream, seed: number): Month {
  const waits = new Map<string, Wait>();
  const tooEarly: string[] = [];
  let faults = 0;
  const world = engineWorld({
    findings: accounts.map((account) => found(account)),
    time: createFakeClock(startMs, seededRandom(seed)),
    answer: (accountId, atMs, endpointId) => {
      const asked = `${endpointId} of ${accountId}`;
      const wait = waits.get(asked) ?? { attempt: 0, untilMs: 0 };
      if (atMs < wait.untilMs) tooEarly.push(`${asked} at ${atMs}, ${wait.untilMs - atMs} ms early`);
      const outcome = upstream(accountId, atMs, endpointId);
      if (outcome.kind === 'body') {
        waits.delete(asked);
      } else {
        faults += 1;
        const attempt = wait.attempt + 1;
        const hintMs = outcome.failure.kind === 'limited' ? (outcome.failure.retryAfterMs ?? 0) : 0;
        const waitMs = Math.max(Math.min(minuteMs * 2 ** (attempt - 1), 15 * minuteMs), hintMs);
        waits.set(asked, { attempt, untilMs: atMs + waitMs });
      }
      return outcome;
    },
  });
  return { world, tooEarly, faults: () => faults };
}

function bodyOf(accountId: string, usedPercent: number, resetMs: number): HttpOutcome {
  const iso = new Date(resetMs).toISOString();
  if (accountId.startsWith('claude')) {
    return body({ five_hour: { utilization: usedPercent, resets_at: iso }, seven_day: null });
  }
  const usage = usageBody(usedPercent, resetMs) as object;
  return body(
    hasMore(numberOf(accountId))
      ? { ...usage, plan_type: 'team', spend_control: null, rate_limit_reset_credits: { available_count: 2 } }
      : usage,
  );
}

/** What the endpoints beside usage say; null: it is usage that was asked. */
function besideUsage(endpointId: string): HttpOutcome | null {
  switch (endpointId) {
    case 'usage':
      return null;
    case 'grant':
      return body(grantBody());
    case 'reset-credits':
      return body({ credits: [{ id: 'one' }, { id: 'two' }] });
    default:
      return body({ effective_monthly_limit: null, current_month_usage: '3.5' });
  }
}

function numberOf(accountId: string): number {
  return Number(/\d+$/.exec(accountId)?.[0] ?? 0);
}

/** Half the accounts work by day, the others rest; windows of five hours end at their own minute. */
function working(accountId: string, atMs: number, endpointId: string): HttpOutcome {
  const beside = besideUsage(endpointId);
  if (beside !== null) return beside;
  const number = numberOf(accountId);
  const hour = new Date(atMs).getUTCHours();
  const isBusy = number % 2 === 0 && hour >= 8 && hour < 22;
  const shiftMs = number * 7 * minuteMs;
  const windowMs = 5 * hourMs;
  const resetMs = Math.ceil((atMs + 1 - shiftMs) / windowMs) * windowMs + shiftMs;
  const usedPercent = isBusy ? (90 * (windowMs - (resetMs - atMs))) / windowMs : 12;
  return bodyOf(accountId, Math.round(usedPercent * 10) / 10, resetMs);
}

function faulty(random: () => number): Upstream {
  return (accountId, atMs, endpointId) => {
    const luck = random();
    if (luck < 0.02) return failure({ kind: 'server', status: 503 });
    if (luck < 0.04) return failure({ kind: 'network', cause: 'reset' });
    if (luck < 0.05) return failure({ kind: 'limited', retryAfterMs: null });
    if (luck < 0.06) return failure({ kind: 'limited', retryAfterMs: 20 * minuteMs });
    return working(accountId, atMs, endpointId);
  };
}

/** When each account was asked. @param endpointId Left out: for whatever it was. */
function timesOf(world: EngineWorld, endpointId?: string): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>(accounts.map(({ id }) => [id, []]));
  for (const each of world.requests) {
    if (endpointId === undefined || each.endpointId === endpointId) times.get(each.accountId)?.push(each.atMs);
  }
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
  const all = timesOf(world);
  const usage = timesOf(world, 'usage');
  for (const { id, provider } of accounts) {
    const most = mostWithin(all.get(id) ?? [], dayMs);
    const ofUsage = mostWithin(usage.get(id) ?? [], dayMs);
    expect({ id, most, ofUsage }).toSatisfy(() => most <= mostPerDay && ofUsage <= (mostUsagePerDay[provider] ?? 0));
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
  it('24 hours hold at most 288 requests of an account, 96 of Claude, none in a backoff, three a second', async () => {
    const run = month(faulty(seededRandom(71)), 7);
    await run.world.engine.start();
    await run.world.time.advance(days * dayMs);
    expectBudgetsKept(run);
    expect(run.faults()).toBeGreaterThan(1000);
    const usage = timesOf(run.world, 'usage');
    for (const { id, provider } of accounts) {
      const perDay = (usage.get(id) ?? []).length / days;
      expect({ id, perDay }).toSatisfy(() => perDay > (leastUsagePerDay[provider] ?? Infinity));
    }
    for (const [endpointId, ids, least] of [
      ['grant', claudeAccounts, 20],
      ['reset-credits', codexAccounts.filter((_, number) => hasMore(number)), 9],
      ['monthly-usage', codexAccounts.filter((_, number) => hasMore(number)), 9],
    ] as const) {
      const times = timesOf(run.world, endpointId);
      for (const { id } of ids) {
        const perDay = (times.get(id) ?? []).length / days;
        expect({ endpointId, id, perDay }).toSatisfy(() => perDay > least);
      }
    }
  });

  it('a service that fails every other time, or always promises a reset in a minute, changes nothing of that', async () => {
    const answers = new Map<string, number>();
    const run = month((accountId, atMs, endpointId) => {
      const beside = besideUsage(endpointId);
      if (beside !== null) return beside;
      const count = (answers.get(accountId) ?? 0) + 1;
      answers.set(accountId, count);
      const resets = bodyOf(accountId, count % 100, atMs + minuteMs);
      return accountId.endsWith('1') && count % 2 === 0 ? failure({ kind: 'server', status: 500 }) : resets;
    }, 8);
    await run.world.engine.start();
    await run.world.time.advance(3 * dayMs);
    expectBudgetsKept(run);
    const usage = run.world.requests.filter((each) => each.endpointId === 'usage');
    expect(usage.length).toBeGreaterThan(3 * (30 * 250 + 20 * 80));
  });

  it('after nine hours of sleep asks each account once, as fast as its host allows', async () => {
    const run = month(working, 9);
    const { engine, time, requests } = run.world;
    await engine.start();
    await time.advance(6 * hourMs);
    for (let night = 0; night < 5; night += 1) {
      engine.pause('asleep');
      time.jump(time.nowMs() + 9 * hourMs);
      await time.ring();
      const asleep = requests.length;
      engine.resume('asleep');
      const wokeAtMs = time.nowMs();
      await time.advance(minuteMs - 1);
      const asked = requests.slice(asleep).filter((each) => each.endpointId === 'usage');
      expect(asked.map(({ accountId }) => accountId).toSorted()).toEqual(accounts.map(({ id }) => id).toSorted());
      const hostQueueMs = claudeAccounts.length * 1000;
      expect(Math.max(...asked.map(({ atMs }) => atMs)) - wokeAtMs).toBeLessThan(5000 + hostQueueMs);
      await time.advance(15 * hourMs);
    }
    expectBudgetsKept(run);
  });

  it('the same without being told of the sleep: the timer just rings late', async () => {
    const run = month(working, 10);
    const { engine, time, requests } = run.world;
    await engine.start();
    await time.advance(hourMs);
    time.jump(time.nowMs() + 9 * hourMs);
    const asleep = requests.length;
    await time.ring();
    await time.advance(minuteMs - 1);
    const usage = requests.slice(asleep).filter((each) => each.endpointId === 'usage');
    const asked = usage.map(({ accountId }) => accountId);
    expect(asked.toSorted()).toEqual(accounts.map(({ id }) => id).toSorted());
    expectBudgetsKept(run);
  });
});
