import {
  type AlertNotifier,
  type DeliveredAlert,
  type DeliveryContext,
  deliveryOf,
  groupNotifications,
  isSilent,
  notificationTag,
  recentAlerts,
  stillHolds,
  summaryOfHeld,
} from '../../core/alerts/delivery.ts';
import { type Alert, type AlertJudgement, judgeAccountAlerts } from '../../core/alerts/judge.ts';
import type { AlertMemory } from '../../core/alerts/memory.ts';
import { notificationText } from '../../core/alerts/notification-text.ts';
import {
  factsOf,
  maxNotifications,
  type NotificationStore,
  type RestorableNotificationStore,
  type StoredNotification,
} from '../../core/alerts/store.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import type { Tally } from '../../core/metrics/tally.ts';
import type { Clock, SentAlerts } from '../../core/ports.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { isResetHeld } from '../../core/snapshot/held-reset.ts';
import type { AccountSnapshot, Snapshot } from '../../core/snapshot/schema.ts';
import { minuteMs } from '../../core/units/time.ts';

export interface AlertingDependencies {
  readonly clock: Clock;
  readonly locale: () => LocaleContext;
  readonly settings: () => Settings;
  /** Which alerts were sent already. Opened when the first alert is due. */
  readonly sentAlerts: () => Promise<SentAlerts>;
  readonly notifier: AlertNotifier;
  /** The stored notifications and the memory of alerts. Left out: both are kept until the app quits. */
  readonly notices?: () => Promise<NotificationStore>;
  /** Whether the desktop is in do-not-disturb mode. Null: unknown. */
  readonly doNotDisturb?: () => Promise<boolean | null>;
  /** Whether an account's service has an incident. Checked before each judgement. */
  readonly incident?: (snapshot: Snapshot) => Promise<(account: AccountSnapshot) => boolean>;
  /** Called for each new alert, shown or not. */
  readonly onAlert?: (alert: Alert, account: AccountSnapshot) => void;
  /** Called when the store has a new notification. */
  readonly onNotice?: () => void;
  /** Called with the time, epoch ms, at which the newest snapshot is to be judged again. Left out: only new snapshots are. */
  readonly lookAgain?: (atMs: number) => void;
  /** Counts every notification that was shown. */
  readonly tally?: Tally;
}

/** A sign-in must fail for this long before it alerts. Then its account is judged again. */
const lookAgainAfterMs = 20_000;

interface Due {
  readonly account: AccountSnapshot;
  readonly incident: boolean;
  readonly judgement: AlertJudgement;
}

/**
 * Makes the function that judges a snapshot and notifies once about each alert, also over restarts.
 * An alert that is switched off, snoozed or quiet claims its keys too, so that it is not shown later as news.
 * Snapshots are judged one after another. The memory is written last: a fault in between repeats no
 * notification and can only lose one.
 */
export function createAlerting(
  dependencies: AlertingDependencies,
): (now: Snapshot, before: Snapshot | null) => Promise<void> {
  const { clock, locale, settings, sentAlerts, notifier, tally } = dependencies;
  const fallbackStore = createNotificationMemory();
  let shown: readonly DeliveredAlert[] = [];
  let previous: Promise<void> = Promise.resolve();
  /**
   * What was judged last of each account. An account that did not change within a minute is not judged again. An
   * unchanged account is the same object.
   */
  const lastJudged = new Map<
    string,
    {
      readonly account: AccountSnapshot;
      readonly minute: number;
      readonly incident: boolean;
      readonly settings: Settings;
    }
  >();
  const signedOutSinceMs = new Map<string, number>();

  /**
   * Returns when a sign-in that fails will have failed for long enough to alert, epoch ms; null: it works, or it has. A
   * sign-in file that is being written is incomplete for a moment, so a short failure does not alert.
   */
  function failsUntilMs({ id, state }: AccountSnapshot, nowMs: number): number | null {
    if (state !== 'signed-out') {
      signedOutSinceMs.delete(id);
      return null;
    }
    const sinceMs = Math.min(signedOutSinceMs.get(id) ?? nowMs, nowMs);
    signedOutSinceMs.set(id, sinceMs);
    return nowMs - sinceMs < lookAgainAfterMs ? sinceMs + lookAgainAfterMs : null;
  }

  async function judge(now: Snapshot): Promise<void> {
    const hasIncident = (await dependencies.incident?.(now)) ?? (() => false);
    const store = (await dependencies.notices?.()) ?? fallbackStore;
    const nowMs = clock.nowMs();
    const chosen = settings();
    const minute = Math.floor(nowMs / minuteMs);
    let againAtMs = Number.POSITIVE_INFINITY;
    const judged = now.accounts.flatMap((account): readonly Due[] => {
      const untilMs = failsUntilMs(account, nowMs);
      const isBrief = untilMs !== null;
      if (isBrief) againAtMs = Math.min(againAtMs, untilMs);
      const incident = hasIncident(account) || isBrief;
      const known = lastJudged.get(account.id);
      const isSameAccount = known?.account === account && known.minute === minute;
      if (isSameAccount && known.incident === incident && known.settings === chosen && !isBrief) return [];
      const context = { memory: store.memory(account.id), settings: chosen, incident, nowMs };
      return [{ account, incident, judgement: judgeAccountAlerts(account, context) }];
    });
    const due = judged.filter(({ judgement }) => judgement.alerts.length > 0 || judgement.claims.length > 0);
    const claimed = due.length === 0 ? [] : claim(await sentAlerts(), due, nowMs);
    if (claimed.length > 0 || store.hasHeld()) await deliver(now, claimed, store, nowMs);
    for (const { account, incident, judgement } of judged) {
      store.remember(account.id, judgement.memory);
      lastJudged.set(account.id, { account, minute, incident, settings: chosen });
    }
    if (lastJudged.size > now.accounts.length) forgetOthers(now);
    if (againAtMs < Number.POSITIVE_INFINITY) dependencies.lookAgain?.(againAtMs);
  }

  function forgetOthers({ accounts }: Snapshot): void {
    const ids = new Set(accounts.map(({ id }) => id));
    for (const known of [lastJudged, signedOutSinceMs])
      for (const id of [...known.keys()]) if (!ids.has(id)) known.delete(id);
  }

  function claim(sent: SentAlerts, due: readonly Due[], nowMs: number) {
    return due.flatMap(({ account, judgement }) => {
      for (const key of judgement.claims) sent.claim(key, nowMs);
      return judgement.alerts.flatMap((alert) => {
        const claims = alert.keys.map((key) => sent.claim(key, nowMs));
        if ('alsoClaims' in alert) for (const key of alert.alsoClaims) sent.claim(key, nowMs);
        return claims.every((isNew) => isNew) ? [{ alert, account }] : [];
      });
    });
  }

  async function deliver(
    now: Snapshot,
    claimed: readonly { readonly alert: Alert; readonly account: AccountSnapshot }[],
    store: NotificationStore,
    nowMs: number,
  ): Promise<void> {
    const doNotDisturb = (await dependencies.doNotDisturb?.()) ?? null;
    const { timeZone } = locale();
    const context: DeliveryContext = { settings: settings(), snoozes: store.snoozes(), doNotDisturb, timeZone, nowMs };
    const fresh: DeliveredAlert[] = [];
    for (const { alert, account } of claimed) {
      const delivery = deliveryOf(alert, context);
      dependencies.onAlert?.(alert, account);
      if (delivery === null) continue;
      store.add({ accountId: account.id, atMs: nowMs, facts: factsOf(alert), delivery });
      if (delivery !== 'shown') continue;
      const { label } = account;
      const words = notificationText(alert, label, settings(), locale(), nowMs);
      const tag = notificationTag(alert);
      fresh.push({ alert, label, text: words, atMs: nowMs, tag, holdsReset: isResetHeld(account) });
      tally?.alertShown(alert.accountId, alert.kind);
    }
    shown = recentAlerts(shown, nowMs);
    for (const { notification, options: how } of groupNotifications(shown, fresh, locale(), settings().alertSounds))
      notifier.show(notification, how);
    shown = [...shown, ...fresh];
    if (!isSilent(context)) showHeld(now, context, store);
    if (claimed.length > 0) dependencies.onNotice?.();
  }

  /** Shows one summary of the alerts that were held back during quiet hours and still hold. */
  function showHeld({ accounts }: Snapshot, context: DeliveryContext, store: NotificationStore): void {
    if (!store.hasHeld()) return;
    const { nowMs } = context;
    const held = store.list().filter(({ delivery }) => delivery === 'held');
    store.settleHeld();
    const words = held.flatMap(({ accountId, facts }) => {
      const account = accounts.find(({ id }) => id === accountId);
      if (account === undefined || deliveryOf({ kind: facts.kind, accountId }, context) !== 'shown') return [];
      if (!stillHolds(facts, account, nowMs)) return [];
      return [notificationText({ ...facts, accountId }, account.label, settings(), locale(), nowMs)];
    });
    const summary = summaryOfHeld(words, locale());
    if (summary !== null) notifier.show(summary);
  }

  return (now) => {
    const judging = previous.then(() => judge(now));
    previous = judging.catch(() => undefined);
    return judging;
  };
}

/** Makes a store that keeps notifications until the app quits. Used where the database cannot be opened. */
export function createNotificationMemory(): RestorableNotificationStore {
  const memories = new Map<string, AlertMemory>();
  const accounts = new Map<string, number>();
  let allUntilMs: number | null = null;
  let notices: readonly StoredNotification[] = [];
  let lastId = 0;
  return Object.freeze({
    add: (notice) => {
      lastId += 1;
      notices = [{ ...notice, id: lastId, seen: false }, ...notices].slice(0, maxNotifications);
    },
    restore: (notice) => {
      lastId = Math.max(lastId, notice.id);
      notices = [notice, ...notices].slice(0, maxNotifications);
    },
    list: () => notices,
    markSeen: () => {
      notices = notices.map((notice) => ({ ...notice, seen: true }));
    },
    hasHeld: () => notices.some(({ delivery }) => delivery === 'held'),
    settleHeld: () => {
      notices = notices.map((notice) => (notice.delivery === 'held' ? { ...notice, delivery: 'listed' } : notice));
    },
    snoozes: () => ({ allUntilMs, accounts: new Map(accounts) }),
    snooze: (accountId, untilMs) => {
      if (accountId === null) allUntilMs = untilMs;
      else if (untilMs === null) accounts.delete(accountId);
      else accounts.set(accountId, untilMs);
    },
    memory: (accountId) => memories.get(accountId) ?? null,
    remember: (accountId, memory) => void memories.set(accountId, memory),
    forget: (accountId) => {
      memories.delete(accountId);
      accounts.delete(accountId);
      notices = notices.filter((notice) => notice.accountId !== accountId);
    },
  } satisfies RestorableNotificationStore);
}
