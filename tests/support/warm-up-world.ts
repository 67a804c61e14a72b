import path from 'node:path';
import { inspect } from 'node:util';
import { onTestFinished } from 'vitest';
import type { AccountState } from '../../core/accounts/account-state.ts';
import { statedValue } from '../../core/usage/fact.ts';
import { noFacts } from '../../core/usage/facts.ts';
import { merge } from '../../core/usage/merge.ts';
import type { Observation } from '../../core/usage/observation.ts';
import type { SettledPollStatus } from '../../core/polling/endpoint.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import type { RunState, WarmupStore, WarmupRun } from '../../core/warm-ups/run.ts';
import type { ToolRunOutcome } from '../../core/warm-ups/tool.ts';
import type { WindowWarmup } from '../../core/settings/warm-ups.ts';
import { createWarmups, type WarmupDependencies, type Warmups } from '../../main/features/warm-ups.ts';
import { openDatabase } from '../../main/node/storage/database.ts';
import { createWarmupLedger } from '../../main/node/storage/warm-up-store.ts';
import { createNextOccurrence } from '../../main/node/calendar.ts';
import { settle } from './clock.ts';
import { exampleAccount, found } from './engine-world.ts';
import { temporaryFolder } from './temporary-folder.ts';

const minuteMs = 60_000;
const windowMs = 5 * 3_600_000;
const pollMs = 5 * minuteMs;

/** One account's service, which knows when its window began, and what the app has heard of it. */
export interface Service {
  readonly accountId: string;
  windowBeganMs: number | null;
  link: SettledPollStatus;
  weeklyUsedPercent: number;
  /** What its tool does, beside beginning the window. */
  tool: () => ToolRunOutcome | Promise<ToolRunOutcome>;
}

export interface WarmupWorld {
  readonly nowMs: () => number;
  readonly setNow: (atMs: number) => void;
  /** Whether anything can be asked. */
  online: boolean;
  readonly settings: { current: Settings };
  readonly choose: (change: Partial<Settings>) => void;
  readonly services: readonly Service[];
  readonly service: Service;
  /** Every start of a tool. */
  readonly toolRuns: readonly { readonly accountId: string; readonly atMs: number }[];
  /** Every time that turns were brought forward. */
  readonly broughtForward: readonly { readonly accountIds: readonly string[]; readonly atMs: number }[];
  readonly outcomes: readonly RunState[];
  readonly logged: readonly string[];
  /** One process that begins now; on the same disk. */
  readonly start: (change?: Partial<WarmupDependencies>) => Promise<Warmups>;
  readonly openLedger: () => Promise<WarmupStore>;
  /** Lets so many minutes pass, each with a look of every process at each step. */
  readonly pass: (minutes: number, stepMinutes?: number) => Promise<void>;
  /** The process is gone, as after a crash. */
  readonly kill: (process: Warmups) => void;
  readonly settled: () => Promise<void>;
  readonly rows: () => Promise<readonly WarmupRun[]>;
}

export const weekdays = [1, 2, 3, 4, 5];
export const everyDay = [1, 2, 3, 4, 5, 6, 7];

export function warmup(more: Partial<WindowWarmup> = {}): WindowWarmup {
  return {
    ...{ id: 'one', accountId: 'codex:work', days: everyDay, time: '07:00', graceMinutes: 30, enabled: true },
    ...{ sinceMs: 0, ...more },
  };
}

export function warmupWorld(options: {
  readonly startsAt: string;
  readonly timeZone: string;
  readonly settings?: Partial<Settings>;
  readonly accounts?: readonly string[];
}): WarmupWorld {
  let nowMs = Date.parse(options.startsAt);
  const file = path.join(temporaryFolder(), 'q.db');
  const settings = {
    current: {
      ...defaultSettings,
      windowWarmups: [warmup()],
      windowWarmupCap: { perDay: 24, perWeek: 100 },
      ...options.settings,
    },
  };
  const services = (options.accounts ?? ['work']).map((name): Service => ({
    accountId: `codex:${name}`,
    ...{
      windowBeganMs: null,
      link: { kind: 'idle' },
      weeklyUsedPercent: 10,
      tool: () => 'done' as const,
      toolSaysLimits: false,
    },
  }));
  const [first] = services;
  if (first === undefined) throw new Error('A world needs an account');
  const heardAtMs = new Map<string, number>();
  const known = new Map<string, AccountState>();
  const toolRuns: { accountId: string; atMs: number }[] = [];
  const broughtForward: { accountIds: readonly string[]; atMs: number }[] = [];
  const outcomes: RunState[] = [];
  const logged: string[] = [];
  let isOnline = true;
  const processes = new Set<Warmups>();

  function poll(service: Service): void {
    if (!isOnline || service.link.kind !== 'idle') return;
    heardAtMs.set(service.accountId, nowMs);
    known.delete(service.accountId);
  }

  function stateOf(service: Service): AccountState {
    const { accountId, link } = service;
    const kept = known.get(accountId);
    const fetchedAtMs = heardAtMs.get(accountId) ?? null;
    if (kept !== undefined && kept.endpoints['usage']?.link === link) return kept;
    const account = exampleAccount(accountId.split(':')[1] ?? '');
    const facts = fetchedAtMs === null ? noFacts : merge(noFacts, answerOf(service, fetchedAtMs));
    const usage = { link, fetchedAtMs, nextDueAtMs: 0, sequence: 0 };
    const state = { account, facts: kept?.facts ?? facts, endpoints: { usage }, oddPaths: [] };
    known.set(accountId, state);
    return state;
  }

  const openLedger = async (): Promise<WarmupStore> => {
    const outcome = await openDatabase({ path: file, nowMs: () => nowMs, report: () => undefined });
    if (outcome.kind !== 'open') throw new Error(`The database is ${outcome.reason}`);
    onTestFinished(() => outcome.database.close());
    const ledger = createWarmupLedger(outcome.database, (problem) => logged.push(JSON.stringify(problem)));
    if (ledger === null) throw new Error('The database is not on the disk');
    return ledger;
  };

  const note = (message: string, cause?: unknown): void => void logged.push(`${message} ${inspect(cause)}`);

  async function settled(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) {
      for (const process of processes) await process.idle();
      await settle();
    }
  }

  return {
    nowMs: () => nowMs,
    setNow: (atMs) => void (nowMs = atMs),
    get online() {
      return isOnline;
    },
    set online(value) {
      isOnline = value;
    },
    settings,
    choose: (change) => void (settings.current = { ...settings.current, ...change }),
    services,
    service: first,
    ...{ toolRuns, broughtForward, outcomes, logged, openLedger },
    start: async (change) => {
      const ledger = await openLedger();
      const started = createWarmups({
        clock: { nowMs: () => nowMs, random: () => 0.5 },
        engine: {
          accounts: () => services.map(stateOf),
          findings: () => services.map(({ accountId }) => found(exampleAccount(accountId.split(':')[1] ?? ''))),
          observe: () => false,
          nextPolls: () => [],
          expedite: (accountIds) => {
            broughtForward.push({ accountIds, atMs: nowMs });
            for (const service of services) if (accountIds.includes(service.accountId)) poll(service);
            queueMicrotask(() => processes.forEach((process) => process.check()));
          },
        },
        settings: () => settings.current,
        timeZone: () => options.timeZone,
        nextOccurrence: createNextOccurrence(),
        store: async () => ledger,
        log: { info: note, warn: note, error: note },
        ended: (_accountId, outcome) => void outcomes.push(outcome),
        runTool: async ({ id }) => {
          toolRuns.push({ accountId: id, atMs: nowMs });
          const service = services.find(({ accountId }) => accountId === id);
          const outcome = (await service?.tool()) ?? 'no-tool';
          if (service !== undefined && outcome === 'done' && !isOpen(service, nowMs)) service.windowBeganMs = nowMs;
          return { outcome, observation: null };
        },
        ...change,
      });
      processes.add(started);
      return started;
    },
    pass: async (minutes, stepMinutes = 1) => {
      for (let minute = 0; minute < minutes; minute += stepMinutes) {
        nowMs += stepMinutes * minuteMs;
        for (const service of services) {
          if (nowMs - (heardAtMs.get(service.accountId) ?? 0) >= pollMs) poll(service);
        }
        for (const process of processes) process.check();
        await settled();
      }
    },
    settled,
    kill: (process) => {
      process.stop();
      processes.delete(process);
    },
    rows: async () => (await openLedger()).since(0) ?? [],
  };
}

/** Before the start of `warmupMorning`. */
export const sinceMs = Date.parse('2026-03-02T05:30:00Z');

/** Monday 06:30 in London, half an hour before the slot of each account at 07:00. */
export function warmupMorning(settings: Partial<Settings> = {}, accounts: readonly string[] = ['work']): WarmupWorld {
  const windowWarmups = accounts.map((name) => warmup({ id: name, accountId: `codex:${name}`, sinceMs }));
  return warmupWorld({
    ...{ startsAt: '2026-03-02T06:30:00Z', timeZone: 'Europe/London', accounts },
    settings: { windowWarmups, ...settings },
  });
}

/** What is kept of each slot: its day, and the reason or else the state. */
export async function told(of: WarmupWorld): Promise<readonly string[]> {
  return (await of.rows()).map(({ slotDate, state, reason }) => `${slotDate} ${reason ?? state}`);
}

function isOpen({ windowBeganMs }: Service, atMs: number): boolean {
  return windowBeganMs !== null && atMs < windowBeganMs + windowMs;
}

/** As Codex words it: a window that has not begun is pinned at "now plus its length". */
function answerOf(service: Service, atMs: number): Observation {
  const beganMs = isOpen(service, atMs) ? (service.windowBeganMs ?? atMs) : null;
  const shape = (durationSeconds: number) => ({ name: null, scope: 'account' as const, durationSeconds });
  return {
    ...{ source: 'poll', asOfMs: atMs, oddPaths: [] },
    windows: {
      complete: true,
      items: [
        {
          ...{ id: 'session', shape: shape(18_000) },
          ...{
            usedPercent: statedValue(beganMs === null ? 0 : 1),
            resetsAtMs: statedValue((beganMs ?? atMs) + windowMs),
          },
        },
        {
          ...{ id: 'weekly', shape: shape(604_800), usedPercent: statedValue(service.weeklyUsedPercent) },
          resetsAtMs: statedValue(atMs + 3 * 86_400_000),
        },
      ],
    },
  };
}
