import type { AlertNotifier } from '../../core/alerts/delivery.ts';
import type { RestorableNotificationStore, NotificationStore } from '../../core/alerts/store.ts';
import type { DesktopNotification } from '../../core/ports.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../../core/snapshot/schema.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { type AlertingDependencies, createAlerting, createNotificationMemory } from '../../main/features/alerting.ts';
import { english, nowMs } from './example-states.ts';
import { exampleSnapshot } from './example-snapshot.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** What of a window a reading says; times are minutes from `nowMs`. */
export interface WindowReading {
  readonly id?: string;
  readonly used: number | null;
  readonly resetsIn?: number | null;
  readonly readAt?: number;
  readonly state?: WindowSnapshot['state'];
  readonly runsOutIn?: number;
  readonly durationSeconds?: number | null;
  readonly stale?: boolean;
}

const isoAt = (minutes: number): string => new Date(nowMs + minutes * minuteMs).toISOString();

export function windowOf(reading: WindowReading): WindowSnapshot {
  const {
    id = 'session',
    used,
    resetsIn = 62,
    readAt = 0,
    runsOutIn,
    durationSeconds = 18_000,
    stale = false,
  } = reading;
  return {
    ...{ id, label: id === 'session' ? '5h' : id, name: null, usedPercent: used, durationSeconds },
    resetsAt: resetsIn === null ? null : isoAt(resetsIn),
    state: reading.state ?? (used !== null && used >= 100 ? 'exhausted' : 'open'),
    ...{ warning: null, blockedBy: null, source: 'poll', asOf: isoAt(readAt), stale },
    pace: runsOutIn === undefined ? null : { expectedPercent: 50, exhaustsAt: isoAt(runsOutIn) },
  };
}

const base = exampleSnapshot({ credits: null });

export function accountWith(windows: readonly WindowReading[], change: Partial<AccountSnapshot> = {}): AccountSnapshot {
  return { ...base, windows: windows.map(windowOf), ...change };
}

export function snapshotOf(...accounts: readonly AccountSnapshot[]): Snapshot {
  const pool = { accounts: { total: 0, active: 0, exhausted: 0, unknown: 0 } };
  return {
    ...{ schemaVersion: 1, generatedAt: isoAt(0), nextUp: null, accounts },
    pool: { ...pool, credits: null, mostUsed: null, money: [], parts: [] },
  };
}

export interface AlertWorld {
  readonly clock: { nowMs: number };
  readonly settings: (change: Partial<Settings>) => void;
  readonly shown: DesktopNotification[];
  readonly replaced: string[];
  readonly store: NotificationStore;
  /** Gives snapshots one after the other, as the publisher does. */
  readonly read: (...snapshots: readonly Snapshot[]) => Promise<void>;
  /** The process ends and another one begins on what was kept. */
  readonly restart: () => void;
  readonly titles: () => readonly string[];
}

/** Alerting on a given clock and desktop, with what is kept in memory that survives a restart. */
export function alertWorld(
  options: Partial<AlertingDependencies> & {
    readonly locale?: () => LocaleContext;
    readonly store?: NotificationStore;
  } = {},
): AlertWorld {
  const clock = { nowMs };
  const claimed = new Set<string>();
  const store: NotificationStore | RestorableNotificationStore = options.store ?? createNotificationMemory();
  const shown: DesktopNotification[] = [];
  const replaced: string[] = [];
  let settings = defaultSettings;
  const notifier: AlertNotifier = {
    show: (notification, how) => {
      shown.push(notification);
      replaced.push(...(how?.replaces ?? []));
    },
  };
  const make = () =>
    createAlerting({
      clock: { nowMs: () => clock.nowMs, random: () => 0 },
      locale: () => english,
      settings: () => settings,
      sentAlerts: async () => ({
        claim: (key) => !claimed.has(key) && Boolean(claimed.add(key)),
        forget: () => undefined,
      }),
      notices: async () => store,
      notifier,
      ...options,
    });
  let take = make();
  return {
    clock,
    shown,
    replaced,
    store,
    settings: (change) => {
      settings = { ...settings, ...change };
    },
    read: async (...snapshots) => {
      for (const snapshot of snapshots) await take(snapshot, null);
    },
    restart: () => {
      take = make();
    },
    titles: () => shown.map(({ title }) => title),
  };
}
