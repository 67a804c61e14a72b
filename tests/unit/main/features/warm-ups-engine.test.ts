import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { HttpOutcome, ToolAnswer } from '../../../../core/ports.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import type { Account } from '../../../../core/providers/account.ts';
import { parseClaudeStreamLine } from '../../../../core/providers/claude/stream-event.ts';
import type { Observation } from '../../../../core/usage/observation.ts';
import type { ToolRunOutcome } from '../../../../core/warm-ups/tool.ts';
import type { Confirmation } from '../../../../core/settings/confirmation.ts';
import { createWarmups, createWarmupTrial, type Warmups } from '../../../../main/features/warm-ups.ts';
import { openDatabase } from '../../../../main/node/storage/database.ts';
import { createWarmupLedger } from '../../../../main/node/storage/warm-up-store.ts';
import { createNextOccurrence } from '../../../../main/node/calendar.ts';
import { settle } from '../../../support/clock.ts';
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
import { english } from '../../../support/example-states.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { everyDay, warmup } from '../../../support/warm-up-world.ts';

const minuteMs = 60_000;
const windowMs = 5 * 3_600_000;

interface Running {
  readonly world: EngineWorld;
  readonly warmups: Warmups;
  readonly toolRunsAtMs: readonly number[];
  /** Lets minutes pass, and what needs no time in each. */
  readonly pass: (minutes: number) => Promise<void>;
}

/** A window that has not started resets a full length after each answer. */
function toolAnswer(used: number, asOfMs: number): ToolAnswer {
  const shape = { name: null, scope: 'account', durationSeconds: windowMs / 1000 } as const;
  const item = {
    ...{ id: 'session', shape, usedPercent: statedValue(used) },
    resetsAtMs: statedValue(used === 0 ? asOfMs + windowMs : startMs + 30 * minuteMs + windowMs),
  };
  const windows = { complete: true, items: [item] };
  return { kind: 'figures', observation: { source: 'app-server', asOfMs, windows, oddPaths: [] } };
}

/** The real engine on a given clock, whose service says when the window began. Monday 09:00 UTC. */
async function running(
  given: {
    readonly settings?: Partial<Settings>;
    readonly account?: Account;
    readonly answer?: (atMs: number) => HttpOutcome | null;
    /** What the tool says about the limits; left out: nothing. */
    readonly tool?: (beganMs: number, world: EngineWorld) => Observation | null | Promise<Observation | null>;
    readonly outcome?: ToolRunOutcome;
    /** The used percentage that the account's tool states at a time. The sign-in is asleep then. */
    readonly whileAsleep?: (atMs: number) => number;
  } = {},
): Promise<Running> {
  let beganMs: number | null = null;
  const settings = {
    windowWarmups: [warmup({ time: '09:30', sinceMs: startMs })],
    windowWarmupCap: { perDay: 3, perWeek: 9 },
    ...given.settings,
  };
  const account = given.account ?? exampleAccount('work');
  const { whileAsleep } = given;
  const asked = { askTool: async () => toolAnswer(whileAsleep?.(world.time.nowMs()) ?? 0, world.time.nowMs()) };
  const world: EngineWorld = engineWorld({
    findings: [whileAsleep === undefined ? found(account) : found(account, 'token-1', startMs - minuteMs, null)],
    settings,
    ...(whileAsleep === undefined ? {} : asked),
    answer: (_id, atMs) =>
      given.answer?.(atMs) ?? body(beganMs === null ? usageBody(0, atMs + windowMs) : usageBody(1, beganMs + windowMs)),
  });
  const outcome = await openDatabase({
    ...{ path: path.join(temporaryFolder(), 'q.db'), nowMs: world.time.nowMs, report: () => undefined },
  });
  if (outcome.kind !== 'open') throw new Error('The database is not open');
  onTestFinished(() => outcome.database.close());
  const ledger = createWarmupLedger(outcome.database, () => undefined);
  const toolRunsAtMs: number[] = [];
  // The account was known before this start, so nobody has just signed in.
  await world.engine.discover();
  const warmups = createWarmups({
    ...{ clock: world.time.clock, engine: world.engine, log: { info: () => {}, warn: () => {}, error: () => {} } },
    settings: () => ({ ...defaultSettings, ...settings }),
    timeZone: () => 'UTC',
    nextOccurrence: createNextOccurrence(),
    store: async () => ledger,
    runTool: async () => {
      toolRunsAtMs.push(world.time.nowMs());
      beganMs = world.time.nowMs();
      const observation = (await given.tool?.(beganMs, world)) ?? null;
      return { outcome: given.outcome ?? 'done', observation };
    },
  });
  world.engine.subscribe(warmups.check);
  await world.engine.start();
  return {
    ...{ world, warmups, toolRunsAtMs },
    pass: async (minutes) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        await world.time.advance(minuteMs);
        await warmups.idle();
        await settle();
      }
    },
  };
}

describe('warm-ups with the engine', () => {
  it('needs no timer of its own: the minute of the engine starts the window and an answer shows it', async () => {
    const { toolRunsAtMs, warmups, pass } = await running();
    await pass(45);
    expect(toolRunsAtMs.map((atMs) => new Date(atMs).toISOString())).toEqual([
      expect.stringMatching(/^2026-03-02T09:3[01]/),
    ]);
    expect(await warmups.recent()).toMatchObject([{ state: 'started' }]);
  });

  it('asks by the engine’s rules, never twice within a minute, before and after a run', async () => {
    const { world, pass } = await running();
    await pass(60);
    const usage = world.requests.filter(({ endpointId }) => endpointId === 'usage').map(({ atMs }) => atMs);
    expect(usage.length).toBeGreaterThan(8);
    expect(usage.length).toBeLessThan(20);
    const gaps = usage.slice(1).map((atMs, index) => atMs - (usage[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minuteMs);
  });

  it.each([
    ['was started elsewhere a moment ago, so nothing is run', 5, 'already-open', 0],
    ['has not started, so the window is started', 0, 'started', 1],
  ])('asks the tool first while the sign-in is asleep: the window %s', async (_what, used, state, runs) => {
    const slotMs = startMs + 30 * minuteMs;
    const { warmups, toolRunsAtMs, pass } = await running({
      settings: { refreshMinutes: 60 },
      whileAsleep: (atMs) => (atMs < slotMs ? 0 : toolRunsAtMs.length > 0 ? 1 : used),
    });
    await pass(45);
    expect(toolRunsAtMs).toHaveLength(runs);
    expect(await warmups.recent()).toMatchObject([{ state }]);
  });

  it('wakes up to a slot that was slept through and takes it once', async () => {
    const { world, toolRunsAtMs, pass } = await running();
    await pass(10);
    world.engine.pause('asleep');
    world.time.jump(world.time.nowMs() + 35 * minuteMs);
    world.engine.resume('asleep');
    await pass(20);
    expect(toolRunsAtMs).toHaveLength(1);
  });

  it('brings turns forward at the times that were set, but breaks no wait that the service asked for', async () => {
    const settings = { windowWarmups: [], refreshSlots: [{ days: everyDay, time: '09:03' }] };
    const plain = await running({ settings });
    await plain.pass(4);
    expect(plain.world.requests.map(({ atMs }) => (atMs - Date.parse('2026-03-02T09:00:00Z')) / minuteMs)).toEqual([
      0,
      expect.closeTo(3.25),
    ]);
    const limited = await running({
      settings,
      answer: () => failure({ kind: 'limited', retryAfterMs: 30 * minuteMs }),
    });
    await limited.pass(20);
    expect(limited.world.requests).toHaveLength(1);
  });
});

describe('a run whose tool says how far the windows are', () => {
  const claude = exampleAccount('home', { id: 'claude:home', provider: 'claude' });
  const settings = {
    windowWarmups: [warmup({ accountId: 'claude:home', time: '09:30', sinceMs: startMs })],
  };
  const answer = (): HttpOutcome => body({ five_hour: null, seven_day: { utilization: 42, resets_at: null } });
  const saying =
    (info: (beganMs: number) => object) =>
    (beganMs: number): Observation | null => {
      const rate_limit_info = { rateLimitType: 'five_hour', ...info(beganMs) };
      return parseClaudeStreamLine(JSON.stringify({ type: 'rate_limit_event', rate_limit_info }), beganMs);
    };
  const open = (beganMs: number, hours = 5) => {
    const resetsAt = beganMs / 1000 + hours * 3_600;
    return { status: 'allowed', isUsingOverage: false, unifiedWindows: { five_hour: { utilization: 0.01, resetsAt } } };
  };

  it('is verified at once, without a request to the service', async () => {
    const { world, warmups, pass, toolRunsAtMs } = await running({
      account: claude,
      settings,
      answer,
      tool: saying(open),
    });
    await pass(29);
    const before = world.requests.length;
    await pass(2);
    const [ranAtMs = 0] = toolRunsAtMs;
    expect(await warmups.recent()).toMatchObject([
      { state: 'started', endedAtMs: ranAtMs, resetsAtMs: ranAtMs + windowMs },
    ]);
    expect(world.requests).toHaveLength(before);
    const facts = world.engine.accounts()[0]?.facts;
    expect(facts?.windows.find(({ id }) => id === 'session')?.usedPercent.said).toMatchObject({
      value: 1,
      source: 'tool',
    });
    expect(facts?.blocked.said?.value).toBeNull();
  });

  it('is told as too late where the window was open before', async () => {
    const tool = saying((beganMs) => open(beganMs, 2));
    const { warmups, pass } = await running({ account: claude, settings, answer, tool });
    await pass(31);
    expect(await warmups.recent()).toMatchObject([{ state: 'already-open' }]);
  });

  it('tells that requests cost money, also where the run failed', async () => {
    const tool = saying((beganMs) => ({ ...open(beganMs), status: 'rejected', isUsingOverage: true }));
    const { world, warmups, pass } = await running({ account: claude, settings, answer, tool, outcome: 'tool-error' });
    await pass(31);
    expect(await warmups.recent()).toMatchObject([{ state: 'failed', reason: 'tool-error' }]);
    expect(world.engine.accounts()[0]?.facts.beyondLimit.said?.value).toMatchObject({ mode: 'paid-extra-usage' });
  });

  it('asks the service where the tool says nothing', async () => {
    const { world, warmups, pass } = await running({ account: claude, settings, answer, tool: () => null });
    await pass(29);
    const before = world.requests.length;
    await pass(18);
    expect(await warmups.recent()).toMatchObject([{ state: 'verifying' }]);
    expect(world.requests.length).toBeGreaterThan(before);
  });

  it('tells an account nothing that signed out during the run', async () => {
    const { world, pass } = await running({
      ...{ account: claude, settings, answer },
      tool: async (beganMs, { find }) => {
        await find([]);
        return saying(open)(beganMs);
      },
    });
    await pass(31);
    expect(
      world.engine
        .accounts()
        .flatMap(({ facts }) => facts.windows)
        .find(({ id }) => id === 'session'),
    ).toBeUndefined();
  });
});

describe('a trial by hand', () => {
  it('shows the person the command, and runs once only where they agree', async () => {
    const { world, warmups, toolRunsAtMs, pass } = await running({ settings: { windowWarmups: [] } });
    await pass(6);
    const trial = createWarmupTrial({
      ...{ clock: world.time.clock, locale: () => english, warmups },
      known: async () => ({
        accounts: world.engine.accounts().map(({ account }) => account),
        folderOf: () => '/home/work',
        ...{ runs: [], settings: defaultSettings },
        calendar: { timeZone: 'UTC', next: createNextOccurrence() },
      }),
    });
    const asked: string[] = [];
    const answering = (agrees: boolean) => async (question: Confirmation) => {
      asked.push(question.detail);
      return agrees;
    };
    expect(await trial('codex:work', answering(false))).toEqual({ ok: false, message: null });
    expect(toolRunsAtMs).toEqual([]);
    expect(await trial('codex:work', answering(true))).toMatchObject({ ok: true });
    expect(toolRunsAtMs).toHaveLength(1);
    expect(asked).toEqual([0, 1].map(() => expect.stringMatching(/^CODEX_HOME=\/home\/work codex exec /)));
    expect(await trial('codex:other', answering(true))).toMatchObject({ ok: false });
    expect(asked).toHaveLength(2);
  });
});
