import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
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

/** The real engine on a given clock, whose service says when the window began. Monday 09:00 UTC. */
async function running(
  given: { readonly settings?: Partial<Settings>; readonly answer?: (atMs: number) => HttpOutcome | null } = {},
): Promise<Running> {
  let beganMs: number | null = null;
  const settings = {
    windowWarmups: [warmup({ time: '09:30', sinceMs: startMs })],
    windowWarmupCap: { perDay: 3, perWeek: 9 },
    ...given.settings,
  };
  const world = engineWorld({
    findings: [found(exampleAccount('work'))],
    settings,
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
      return 'done';
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
