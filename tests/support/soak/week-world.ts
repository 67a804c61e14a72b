import fs from 'node:fs';
import path from 'node:path';
import type { Alert } from '../../../core/alerts/judge.ts';
import type { Log, SentAlerts } from '../../../core/ports.ts';
import { defaultSettings, type Settings } from '../../../core/settings/settings.ts';
import type { StorageProblem } from '../../../core/settings/storage-problem.ts';
import { dayMs, hourMs, minuteMs } from '../../../core/units/time.ts';
import { panelView } from '../../../core/views/panel.ts';
import { trayView } from '../../../core/views/tray.ts';
import { createEngine, type Engine } from '../../../main/engine/engine.ts';
import { createAlerting } from '../../../main/features/alerting.ts';
import { createHistory } from '../../../main/features/history.ts';
import { createPublisher } from '../../../main/features/publisher.ts';
import { createWarmups } from '../../../main/features/warm-ups.ts';
import { createNextOccurrence } from '../../../main/node/calendar.ts';
import { createSessionLogSource } from '../../../main/node/codex/session-log.ts';
import { createAccountCache } from '../../../main/node/storage/account-cache.ts';
import { lazyDatabase, lazyHistory } from '../../../main/node/storage/lazy-stores.ts';
import { createWarmupLedger } from '../../../main/node/storage/warm-up-store.ts';
import { lazyNotifications, lazySentAlerts } from '../../../main/services/stores.ts';
import { endpointOf } from '../engine-world.ts';
import { localeIn } from '../locale.ts';
import { createWeekClock } from './week-clock.ts';
import { createFreshnessCheck } from './week-freshness.ts';
import { createWeekPlan, weekStartMs } from './week-plan.ts';
import { type BothTimes, createWeekRules, type WeekRules } from './week-rules.ts';
import {
  findingOf,
  serviceAnswer,
  signInForAMinute,
  useForAMinute,
  weekAccounts,
  type WeekAccount,
} from './week-services.ts';
import { createWeekTools } from './week-tools.ts';

export interface WeekOptions {
  readonly accounts: number;
  readonly days: number;
  readonly seed: number;
  /** An empty folder for everything that the app keeps. */
  readonly folder: string;
}

/** An app of real services on a computer, a network, services and tools that are made up. */
export interface WeekWorld {
  readonly rules: WeekRules;
  /** Lets one minute pass. */
  readonly minute: () => Promise<void>;
  /** Problems with files and databases, and errors in the log. */
  readonly problems: readonly string[];
  /** How many timers, waiters and listeners the app has. */
  readonly held: () => Readonly<Record<string, number>>;
  /** Bytes of what the app keeps on the disk. */
  readonly files: () => {
    readonly cache: number;
    readonly cacheFiles: number;
    readonly database: number;
    readonly history: number;
  };
  readonly warmupRuns: () => number;
  readonly stop: () => void;
}

/** Starts the app in the first minute of the week. */
export async function startWeek(options: WeekOptions): Promise<WeekWorld> {
  const { folder } = options;
  const time = createWeekClock(weekStartMs, options.seed);
  const plan = createWeekPlan(options.accounts, options.days, options.seed);
  const rules = createWeekRules();
  const problems: string[] = [];
  const report = (problem: StorageProblem): void => void problems.push(JSON.stringify(problem));
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message, cause) => void problems.push(`${message}: ${String(cause)}`),
  };
  const accounts = weekAccounts(options.accounts, weekStartMs, (name) => {
    const own = path.join(folder, 'signed-in', name);
    fs.mkdirSync(path.join(own, 'sessions'), { recursive: true });
    return own;
  });
  const byId = new Map(accounts.map((each) => [each.account.id, each]));
  const settings = settingsOf(accounts);
  const now = (): BothTimes => ({ trueMs: time.trueMs(), shownMs: time.clock.nowMs() });
  let locale = localeIn('en', 'en-GB', plan.timeZone(weekStartMs));
  let lookAgain = (): void => {};
  let isDown: 'asleep' | 'offline' | null = null;
  const isOffline = (): boolean => plan.computer(time.trueMs()) === 'offline';

  const tools = createWeekTools({
    time,
    plan,
    rules,
    accounts: byId,
    isOffline,
    log,
    renewed: () => lookAgain(),
    answered: (each) => freshness.asOfNow(each)(),
  });
  const freshness = createFreshnessCheck({ accounts, plan, rules, now });
  const sessionLog = createSessionLogSource({
    observe: (accountId, observation) => void engine.observe(accountId, observation),
    nowMs: time.clock.nowMs,
    log,
  });
  const cacheFolder = path.join(folder, 'cache', 'accounts');
  fs.mkdirSync(cacheFolder, { recursive: true });
  const cache = createAccountCache({ folder: cacheFolder, nowMs: time.clock.nowMs, report });
  const engine: Engine = createEngine({
    ...{ clock: time.clock, alarm: time.alarm, cache, log, settings: () => settings, sources: [sessionLog] },
    ...{ askTool: tools.ask, stopTools: tools.stop },
    discovery: {
      look: async () => accounts.map(findingOf),
      watch: (changed) => ((lookAgain = changed), () => void (lookAgain = () => {})),
    },
    http: {
      send: async ({ url }, account) => {
        const each = accountOf(account.id);
        const endpointId = endpointOf(account, url);
        const expiredAtMs = each.expiresAtMs ?? Infinity;
        if (expiredAtMs <= time.clock.nowMs()) {
          // As the real one, which sends no token that has expired.
          return {
            kind: 'failure',
            failure: { kind: 'credential-expired', expiredAtMs },
            fingerprint: `token-${each.token}`,
          };
        }
        const answered = rules.request(each, endpointId, now());
        const fingerprint = `token-${each.token}`;
        const isUnreachable = isOffline() || plan.computer(time.trueMs()) === 'asleep';
        const outcome = isUnreachable
          ? ({ kind: 'failure', failure: { kind: 'network', cause: 'dns' }, fingerprint } as const)
          : serviceAnswer(each, endpointId, plan, time.trueMs());
        const noteGood = freshness.asOfNow(each);
        await time.wait(150 + Math.floor(time.clock.random() * 1_200));
        answered(outcome, now());
        if (endpointId === 'usage') freshness.answered(each, outcome, noteGood);
        return outcome;
      },
    },
  });
  const database = lazyDatabase({ path: path.join(folder, 'app.db'), nowMs: time.clock.nowMs, report });
  const open = await database();
  if (open === null) throw new Error('The database did not open');
  const history = createHistory({
    ...{ clock: time.clock, settings: () => settings, accounts: engine.accounts },
    store: lazyHistory({ path: path.join(folder, 'history.db'), nowMs: time.clock.nowMs, report }),
    yieldThread: () => new Promise((resolve) => void setImmediate(resolve)),
  });
  const publisher = createPublisher(
    engine,
    () => settings,
    () => locale,
    time.clock,
    history.recent,
  );
  const openSent = lazySentAlerts({ database, report });
  const openNotices = lazyNotifications({ database, report });
  await Promise.all([openSent(), openNotices()]);
  const judge = createAlerting({
    ...{ clock: time.clock, locale: () => locale, settings: () => settings, notices: openNotices },
    sentAlerts: async () => counted(await openSent(), rules),
    notifier: { show: ({ title, body, accountId }) => rules.shown(`${title} | ${body}`, accountId === null, now()) },
    onAlert: (alert) => rules.alert(alert, eventOf(alert, accountOf(alert.accountId), freshness.cycle), now()),
  });
  await engine.load();
  const ledger = createWarmupLedger(open, report);
  const warmups = createWarmups({
    ...{ clock: time.clock, engine, log, settings: () => settings, nextOccurrence: createNextOccurrence() },
    ...{ timeZone: () => locale.timeZone, store: async () => ledger, runTool: tools.run, ended: () => undefined },
  });
  engine.subscribe(warmups.check);
  let version = 0;
  publisher.onSnapshot((snapshot, before) => {
    judge(snapshot, before).catch((cause: unknown) => problems.push(`alerts: ${String(cause)}`));
    trayView(snapshot, settings, locale, time.clock.nowMs());
    freshness.check(snapshot);
  });
  engine.subscribe(history.record);
  await history.start();
  await engine.start();

  function accountOf(id: string): WeekAccount {
    const each = byId.get(id);
    if (each === undefined) throw new Error(`There is no account ${id}`);
    return each;
  }

  function drawPanel(): void {
    version += 1;
    const context = {
      ...{ version, appearance: { language: locale.language, theme: settings.theme }, banners: [], refreshing: false },
    };
    panelView(publisher.current(), settings, locale, context, time.clock.nowMs());
  }

  function computerChanges(): void {
    const state = plan.computer(time.trueMs());
    const next = state === 'awake' ? null : state;
    if (next === isDown) return;
    const isTold = plan.isAnnounced(time.trueMs());
    if (isDown !== null && isTold) engine.resume(isDown);
    if (next !== null && isTold) engine.pause(next);
    isDown = next;
  }

  function servicesChange(): void {
    const atMs = time.trueMs();
    const isAwake = plan.computer(atMs) === 'awake';
    for (const each of accounts) {
      useForAMinute(each, atMs, isAwake && (!isScheduled(each) || isOfficeHour(atMs)));
      if (signInForAMinute(each, atMs, plan.trouble(each.index, atMs) === 'refused')) lookAgain();
    }
  }

  return {
    rules,
    problems,
    minute: async () => {
      const correctionMs = plan.correctionMs(time.trueMs());
      if (correctionMs !== 0) time.correct(correctionMs);
      const timeZone = plan.timeZone(time.trueMs());
      if (locale.timeZone !== timeZone) locale = localeIn('en', 'en-GB', timeZone);
      computerChanges();
      servicesChange();
      if (isDown === 'asleep') return time.sleep(minuteMs);
      const minuteOfDay = Math.floor((time.trueMs() - weekStartMs) / minuteMs) % 1440;
      if (minuteOfDay % 180 === 95) engine.panelOpened();
      if (minuteOfDay === 905) engine.refresh(null, 'person');
      await time.advance(minuteMs);
      drawPanel();
    },
    held: () => ({
      'pending timers': time.pending(),
      'waiters of the engine': engine.waiterCount(),
      'listeners of the process': process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
      ...resources(),
    }),
    files: () => ({
      cache: bytesBelow(cacheFolder),
      cacheFiles: fs.readdirSync(cacheFolder).length,
      database: fs.statSync(path.join(folder, 'app.db')).size,
      history: fs.statSync(path.join(folder, 'history.db')).size,
    }),
    warmupRuns: tools.runs,
    stop: () => {
      engine.stop();
      warmups.stop();
      history.flush();
      cache.flush();
    },
  };
}

/** Whether the app warms up the account in the morning, before anybody uses it. */
function isScheduled({ index, folder }: WeekAccount): boolean {
  return folder !== null && index % 10 === 0;
}

function isOfficeHour(atMs: number): boolean {
  return (atMs - weekStartMs) % dayMs >= 9 * hourMs;
}

/** Schedules for every tenth account, one extra poll, and leave to ask the tools. */
function settingsOf(accounts: readonly WeekAccount[]): Settings {
  const days = [1, 2, 3, 4, 5, 6, 7];
  return {
    ...{ ...defaultSettings, askCodexTool: true, askClaudeTool: true },
    refreshSlots: [{ id: 'morning', days, time: '08:15' }] as unknown as Settings['refreshSlots'],
    windowWarmups: accounts.filter(isScheduled).map(({ account, index }) => ({
      ...{ id: `warm-up-${index}`, accountId: account.id, days, time: '07:30', graceMinutes: 30 },
      ...{ enabled: true, sinceMs: 0 },
    })),
    windowWarmupCap: { perDay: 24, perWeek: 100 },
  };
}

function counted(sent: SentAlerts, rules: WeekRules): SentAlerts {
  return {
    ...sent,
    claim: (key, atMs) => {
      const isNew = sent.claim(key, atMs);
      if (isNew) rules.claimed(key);
      return isNew;
    },
  };
}

/**
 * Which event of the account an alert is about: the window of the service, or the refusal of the sign-in. A block names
 * no window, so each new window may have its own.
 */
function eventOf(alert: Alert, each: WeekAccount, cycle: (each: WeekAccount, windowId: string) => number): number {
  if (alert.kind === 'sign-in-needed') return each.outage;
  return 'window' in alert ? cycle(each, alert.window.id) : cycle(each, 'session') + 1_000 * cycle(each, 'weekly');
}

/** What keeps this process alive, by kind. A wait for the thread pool is over at once. */
function resources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (name !== 'Immediate') counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function bytesBelow(folder: string): number {
  return fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
}
