import { assertNever } from '../assert-never.ts';
import type { DesktopNotification } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { AlertKind } from './alert.ts';
import type { Alert } from './judge.ts';
import { isQuiet } from './quiet-hours.ts';
import { isSnoozed, type NotificationDelivery, type NotificationFacts, type Snoozes } from './store.ts';
import type { WindowFacts } from './window-alerts.ts';

export interface DeliveryContext {
  readonly settings: Pick<Settings, 'notifications' | 'alertKinds' | 'accountAlerts' | 'quietHours'>;
  readonly snoozes: Snoozes;
  /** The desktop wants no notices now; null: it does not say. */
  readonly doNotDisturb: boolean | null;
  readonly timeZone: string;
  readonly nowMs: number;
}

/** What becomes of a new alert; null: nothing at all, its kind or its account is switched off. */
export function deliveryOf(
  { kind, accountId }: { readonly kind: AlertKind; readonly accountId: string },
  context: DeliveryContext,
): NotificationDelivery | null {
  const { settings, snoozes, nowMs } = context;
  if (settings.alertKinds[kind] === false || settings.accountAlerts[accountId]?.enabled === false) return null;
  if (!settings.notifications || isSnoozed(snoozes, accountId, nowMs)) return 'listed';
  return isSilent(context) ? 'held' : 'shown';
}

/** Whether nothing is to be shown now, of whatever account. */
export function isSilent({ settings, doNotDisturb, timeZone, nowMs }: DeliveryContext): boolean {
  return doNotDisturb === true || isQuiet(settings.quietHours, timeZone, nowMs);
}

/** A button on a notice of the desktop: nothing is shown of these accounts for a while. */
export interface SnoozeButton {
  readonly text: string;
  readonly accountIds: readonly string[];
  /** Epoch ms; null: for an hour from the press. */
  readonly untilMs: number | null;
}

/** How a notice is shown, beyond its words. */
export interface NotificationOptions {
  /** Its own name, by which a later one can take its place. */
  readonly tag: string;
  /** Notices that this one takes the place of, by their names. */
  readonly replaces: readonly string[];
  readonly buttons: readonly SnoozeButton[];
}

/** Shows notices by the desktop; what it cannot do of `how` is left out. */
export interface AlertNotifier {
  readonly show: (notification: DesktopNotification, how?: NotificationOptions) => void;
}

/** An alert that is to be shown, with its own words. */
export interface DeliveredAlert {
  readonly alert: Alert;
  readonly label: string;
  readonly text: DesktopNotification;
  readonly atMs: number;
  readonly tag: string;
}

interface OutgoingNotification {
  readonly notification: DesktopNotification;
  readonly options: NotificationOptions;
}

/** Accounts that tell the same within a minute are told of together. */
const groupWithinMs = 60_000;
const minGroupedAccounts = 3;

/** Those of the alerts shown before that a further one may still be told together with. */
export function recentAlerts(shown: readonly DeliveredAlert[], nowMs: number): readonly DeliveredAlert[] {
  return shown.filter(({ atMs }) => Math.abs(nowMs - atMs) < groupWithinMs);
}

/**
 * What the desktop shows of new alerts. From the third account of one kind on, one notice tells of all
 * of them and takes the place of those that told of one.
 *
 * @param recent What was shown within the last minute, oldest first.
 */
export function groupNotifications(
  recent: readonly DeliveredAlert[],
  fresh: readonly DeliveredAlert[],
  reader: LocaleContext,
): readonly OutgoingNotification[] {
  const kinds = [...new Set(fresh.map(({ alert }) => alert.kind))];
  return kinds.flatMap((kind) => {
    const isSame = ({ alert }: DeliveredAlert): boolean => alert.kind === kind;
    const all = [...recent, ...fresh].filter(isSame);
    const accounts = new Map(all.map(({ alert, label }) => [alert.accountId, label]));
    if (accounts.size < minGroupedAccounts) return fresh.filter(isSame).map((each) => singleNotification(each, reader));
    return [groupNotification(kind, accounts, recent.filter(isSame), reader)];
  });
}

function groupNotification(
  kind: AlertKind,
  accounts: ReadonlyMap<string, string>,
  before: readonly DeliveredAlert[],
  reader: LocaleContext,
): OutgoingNotification {
  const { t, locale } = reader;
  const title = t(`notice.mass-${kind}`, { count: accounts.size });
  const names = new Intl.ListFormat(locale, { type: 'conjunction' }).format(accounts.values());
  const tag = groupTag(kind);
  return {
    notification: { title, body: names, accountId: null },
    options: {
      tag,
      replaces: [tag, ...before.map((each) => each.tag)],
      buttons: [{ text: t('notice.snooze-hour'), accountIds: [...accounts.keys()], untilMs: null }],
    },
  };
}

function groupTag(kind: AlertKind): string {
  return `mass|${kind}`;
}

/** Until when what is told holds; null: not known, or it is over. */
function endOf(alert: Alert): string | null {
  if (alert.kind === 'window-back') return null;
  if ('block' in alert) return alert.block.until;
  return 'window' in alert ? alert.window.resetsAt : null;
}

function singleNotification({ alert, text: words, tag }: DeliveredAlert, { t }: LocaleContext): OutgoingNotification {
  const hour: SnoozeButton = { text: t('notice.snooze-hour'), accountIds: [alert.accountId], untilMs: null };
  const resetsAt = endOf(alert);
  const buttons =
    resetsAt === null ? [hour] : [hour, { ...hour, text: t('notice.snooze-reset'), untilMs: Date.parse(resetsAt) }];
  return { notification: words, options: { tag, replaces: [], buttons } };
}

const mostTitles = 4;

/** One notice for all that was held back and still holds; null: there is nothing to say any more. */
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

/** A reset time that wandered less is the same. */
const sameResetMs = 20 * 60_000;

/** Whether what a notice told still holds; what is not known now no longer does. */
export function stillHolds(facts: NotificationFacts, account: AccountSnapshot | undefined, nowMs: number): boolean {
  if (account === undefined) return false;
  if (facts.kind === 'sign-in-needed') return account.state === 'signed-out';
  switch (facts.kind) {
    case 'exhausted':
      if ('block' in facts) return account.use === 'exhausted' && account.blockedReason?.code === facts.block.code;
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
      return account.resetCredits?.stale === false && account.resetCredits.available > 0 && facts.expiresAtMs > nowMs;
    case 'grant-offered':
      return account.grant !== null && account.grant.promoted && !account.grant.stale;
    default:
      return assertNever(facts);
  }
}

/** The window as it is now, unless it began anew. */
function sameWindow({ windows }: AccountSnapshot, then: WindowFacts): WindowSnapshot | undefined {
  const window = windows.find(({ id, stale }) => id === then.id && !stale);
  if (window === undefined || window.resetsAt === null || then.resetsAt === null) return window;
  return Math.abs(Date.parse(window.resetsAt) - Date.parse(then.resetsAt)) < sameResetMs ? window : undefined;
}
