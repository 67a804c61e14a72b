import { isResetHeld } from '../snapshot/held-reset.ts';
import { assertNever } from '../assert-never.ts';
import type { DesktopNotification } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { BlockFacts } from '../snapshot/blocked-reason.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { isSameReason } from './block-alerts.ts';
import type { Alert } from './judge.ts';
import { clockAheadMs } from './service-clock.ts';
import { isQuiet, type AlertKind } from '../settings/alerts.ts';
import { isSnoozed, type NotificationDelivery, type NotificationFacts, type Snoozes } from './store.ts';
import type { WindowFacts } from './window-alerts.ts';
import { minuteMs } from '../units/time.ts';

/** What decides whether a notification may be shown now. */
export interface DeliveryContext {
  readonly settings: Pick<Settings, 'notifications' | 'alertKinds' | 'accountAlerts' | 'quietHours'>;
  readonly snoozes: Snoozes;
  /** True if the desktop is in its do-not-disturb mode; null: unknown. */
  readonly doNotDisturb: boolean | null;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** How a new alert is delivered; null: not at all, because the user turned off its kind or its account. */
export function deliveryOf(
  { kind, accountId }: { readonly kind: AlertKind; readonly accountId: string },
  context: DeliveryContext,
): NotificationDelivery | null {
  const { settings, snoozes, nowMs } = context;
  if (settings.alertKinds[kind] === false || settings.accountAlerts[accountId]?.enabled === false) return null;
  if (!settings.notifications || isSnoozed(snoozes, accountId, nowMs)) return 'listed';
  return isSilent(context) ? 'held' : 'shown';
}

/** Whether no notification may be shown now, because of do not disturb or quiet hours. */
export function isSilent({ settings, doNotDisturb, timeZone, nowMs }: DeliveryContext): boolean {
  return doNotDisturb === true || isQuiet(settings.quietHours, timeZone, nowMs);
}

/** A button on a desktop notification that snoozes these accounts. */
export interface SnoozeButton {
  readonly text: string;
  readonly accountIds: readonly string[];
  /** Epoch ms; null: for an hour from the press. */
  readonly untilMs: number | null;
}

/** A button on a desktop notification that opens an account, or the panel (null). */
export interface OpenButton {
  readonly text: string;
  readonly accountId: string | null;
}

/** How a notification is shown, besides its text. */
export interface NotificationOptions {
  readonly urgency: 'low' | 'normal' | 'critical';
  /** What happened, in one word. Desktops sort and filter by it. */
  readonly category: AlertKind;
  readonly hasSound: boolean;
  /** Buttons before those that snooze. Nothing is used or spent without a question. */
  readonly opens: readonly OpenButton[];
  /** The name of the notification. A later one can replace it by this name. */
  readonly tag: string;
  /** The names of the notifications that this one replaces. */
  readonly replaces: readonly string[];
  readonly buttons: readonly SnoozeButton[];
}

/** Shows notifications on the desktop. It ignores the options that the desktop does not support. */
export interface AlertNotifier {
  readonly show: (notification: DesktopNotification, options?: NotificationOptions) => void;
}

/** An alert with the text of its notification. */
export interface DeliveredAlert {
  readonly alert: Alert;
  readonly label: string;
  readonly text: DesktopNotification;
  readonly atMs: number;
  readonly tag: string;
  /** True: the account has a banked reset that it can use now. */
  readonly holdsReset?: boolean;
}

/** The name of a notification. A later one about the same limit, or the same state of the account, replaces it. */
export function notificationTag(alert: Alert): string {
  const subject = 'window' in alert ? alert.window.id : 'block' in alert ? 'block' : alert.kind;
  return `notice|${alert.accountId}|${subject}`;
}

/** Only what costs money is critical: a desktop keeps such a notification on the screen. */
function urgencyOf(alert: Alert): NotificationOptions['urgency'] {
  if (alert.kind === 'window-back' || alert.kind === 'grant-offered') return 'low';
  const isPaid = 'block' in alert && alert.block.beyondLimit?.mode === 'paid-extra-usage';
  return isPaid && alert.kind === 'exhausted' ? 'critical' : 'normal';
}

interface OutgoingNotification {
  readonly notification: DesktopNotification;
  readonly options: NotificationOptions;
}

/** Alerts of one kind within this time share one notification. */
const groupWithinMs = minuteMs;
const minGroupedAccounts = 3;

/** The delivered alerts that a new alert may still share a notification with. */
export function recentAlerts(shown: readonly DeliveredAlert[], nowMs: number): readonly DeliveredAlert[] {
  return shown.filter(({ atMs }) => Math.abs(nowMs - atMs) < groupWithinMs);
}

/**
 * The notifications for new alerts. From the third account with the same kind of alert on, one notification
 * names all accounts and replaces the single ones. An alert whose place a later one took does not count: a limit that is
 * used up by now is not running low.
 *
 * @param recent The alerts delivered within the last minute, oldest first.
 */
export function groupNotifications(
  recent: readonly DeliveredAlert[],
  fresh: readonly DeliveredAlert[],
  locale: LocaleContext,
  sounds: Settings['alertSounds'] = {},
): readonly OutgoingNotification[] {
  const kinds = [...new Set(fresh.map(({ alert }) => alert.kind))];
  const newest = new Map([...recent, ...fresh].map((each) => [each.tag, each]));
  return kinds.flatMap((kind) => {
    const isSame = ({ alert, tag }: DeliveredAlert): boolean =>
      alert.kind === kind && newest.get(tag)?.alert.kind === kind;
    const all = [...recent, ...fresh].filter(isSame);
    const accounts = new Map(all.map(({ alert, label }) => [alert.accountId, label]));
    if (accounts.size < minGroupedAccounts) {
      return fresh.filter(isSame).map((each) => singleNotification(each, sounds[kind] === true, locale));
    }
    return [groupNotification(kind, accounts, recent.filter(isSame), sounds[kind] === true, locale)];
  });
}

function groupNotification(
  kind: AlertKind,
  accounts: ReadonlyMap<string, string>,
  before: readonly DeliveredAlert[],
  hasSound: boolean,
  locale: LocaleContext,
): OutgoingNotification {
  const { t, language } = locale;
  const title = t(`notice.mass-${kind}`, { count: accounts.size });
  const names = new Intl.ListFormat(language, { type: 'conjunction' }).format(accounts.values());
  const tag = groupTag(kind);
  return {
    notification: { title, body: names, accountId: null },
    options: {
      ...{ tag, urgency: kind === 'window-back' ? 'low' : 'normal', category: kind, hasSound },
      opens: [{ text: t('notice.open'), accountId: null }],
      replaces: [tag, ...before.map((each) => each.tag)],
      buttons: [{ text: t('notice.snooze-hour'), accountIds: [...accounts.keys()], untilMs: null }],
    },
  };
}

function groupTag(kind: AlertKind): string {
  return `mass|${kind}`;
}

/** When the condition of an alert ends, ISO 8601; null: unknown, or it has ended. */
function endOf(alert: Alert): string | null {
  if (alert.kind === 'window-back') return null;
  if ('block' in alert) return alert.block.until;
  return 'window' in alert ? alert.window.resetsAt : null;
}

function singleNotification(
  { alert, text: words, tag, holdsReset }: DeliveredAlert,
  hasSound: boolean,
  { t }: LocaleContext,
): OutgoingNotification {
  const { accountId, kind } = alert;
  const hour: SnoozeButton = { text: t('notice.snooze-hour'), accountIds: [accountId], untilMs: null };
  const resetsAt = endOf(alert);
  const buttons =
    resetsAt === null ? [hour] : [hour, { ...hour, text: t('notice.snooze-reset'), untilMs: Date.parse(resetsAt) }];
  const offersReset = holdsReset === true && (kind === 'exhausted' || kind === 'reset-credit-expiring');
  const opens = [
    ...(offersReset ? [{ text: t('notice.use-reset'), accountId }] : []),
    { text: t('notice.open'), accountId },
  ];
  const look = { urgency: urgencyOf(alert), category: kind, hasSound } as const;
  return { notification: words, options: { ...look, tag, replaces: [tag], opens, buttons } };
}

const mostTitles = 4;

/** One notification for all that were held back and still hold; null: none is left. */
export function summaryOfHeld(held: readonly DesktopNotification[], { t }: LocaleContext): DesktopNotification | null {
  const [first] = held;
  if (first === undefined) return null;
  if (held.length === 1) return first;
  const more = held.length - mostTitles;
  const lines = held.slice(0, mostTitles).map(({ title }) => title);
  return {
    title: t('notice.held-title', { count: held.length }),
    body: [...lines, ...(more > 0 ? [t('notice.held-more', { count: more })] : [])].join('\n'),
    accountId: null,
  };
}

/** Two reset times that differ by less are the same reset. */
const sameResetMs = 20 * 60_000;

/** Whether the condition of a notification still holds. A condition that is unknown now does not hold. */
export function stillHolds(facts: NotificationFacts, account: AccountSnapshot | undefined, nowMs: number): boolean {
  if (account === undefined) return false;
  if (facts.kind === 'sign-in-needed') return account.state === 'signed-out';
  switch (facts.kind) {
    case 'exhausted':
      if ('block' in facts) return stillBlocks(facts.block, account);
      return sameWindow(account, facts.window)?.state === 'exhausted';
    case 'threshold': {
      const window = sameWindow(account, facts.window);
      return window?.state === 'open' && (window.usedPercent ?? 0) >= facts.percent;
    }
    case 'will-run-out': {
      const window = sameWindow(account, facts.window);
      return window?.state === 'open' && window.pace !== null && window.pace.exhaustsAt !== null;
    }
    case 'window-back': {
      if ('block' in facts) return account.use === 'active';
      const window = account.windows.find(({ id, stale }) => id === facts.window.id && !stale);
      return (window?.state === 'open' && window.warning === null) || window?.state === 'not-started';
    }
    case 'credits-low':
      return account.credits !== null && account.credits.low && !account.credits.stale;
    case 'reset-credit-expiring':
      if (account.resetCredits === null || account.resetCredits.stale || facts.expiresAtMs <= nowMs) return false;
      return account.resetCredits.available > 0 && isResetHeld(account);
    case 'grant-offered':
      return account.grant !== null && account.grant.promoted && !account.grant.stale;
    default:
      return assertNever(facts);
  }
}

function stillBlocks(block: BlockFacts, { use, blockedReason }: AccountSnapshot): boolean {
  if (use !== 'exhausted' || blockedReason === null || !isSameReason(block, blockedReason)) return false;
  const wasPaid = block.beyondLimit?.mode === 'paid-extra-usage';
  return !wasPaid || blockedReason.beyondLimit?.mode === 'paid-extra-usage';
}

/** The window as it is now; undefined: it is stale, gone, or was reset since. */
function sameWindow(account: AccountSnapshot, then: WindowFacts): WindowSnapshot | undefined {
  const window = account.windows.find(({ id, stale }) => id === then.id && !stale);
  if (window === undefined || window.resetsAt === null || then.resetsAt === null) return window;
  const movedMs = Date.parse(window.resetsAt) + clockAheadMs(account) - Date.parse(then.resetsAt) - clockAheadMs(then);
  return Math.abs(movedMs) < sameResetMs ? window : undefined;
}
