import type { Settings } from '../settings/settings.ts';
import { ago, clockTime, dayName, exactTime, timeOfDay } from '../text/times.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { AccountSnapshot } from '../snapshot/schema.ts';
import { notificationText } from './notification-text.ts';
import type { Snoozes, StoredNotification } from './store.ts';

/** The notification centre of the panel. */
export interface NotificationsView {
  /** The newest first. */
  readonly notices: readonly NotificationView[];
  readonly unseen: number;
  /** Says until when all accounts are snoozed; null: they are not. */
  readonly allSnoozedText: string | null;
  readonly snoozedAccounts: readonly { readonly accountId: string; readonly label: string; readonly text: string }[];
}

export interface NotificationView {
  readonly id: number;
  readonly accountId: string;
  /** The name of the account; its id if the account is gone. */
  readonly label: string;
  /** Whether the panel has a card of this account. */
  readonly hasCard: boolean;
  readonly title: string;
  readonly body: string;
  readonly ageText: string;
  /** The day, for the heading: `Today`, `Yesterday`, `Thu, 26 Nov`. */
  readonly dayText: string;
  /** `14:20`. */
  readonly timeText: string;
  readonly exactText: string;
  readonly seen: boolean;
  /** Says that the desktop did not show it; null: it did. */
  readonly silentText: string | null;
}

/** The stored notifications as texts in the user's language and time zone. */
export function notificationsView(
  stored: readonly StoredNotification[],
  snoozes: Snoozes,
  accounts: readonly Pick<AccountSnapshot, 'id' | 'label'>[],
  settings: Pick<Settings, 'lowCredits' | 'meterShows' | 'redeemResets' | 'hidePersonal'>,
  locale: LocaleContext,
  nowMs: number,
): NotificationsView {
  const { t } = locale;
  const labels = new Map(accounts.map(({ id, label }) => [id, label]));
  const isOn = (untilMs: number | null): untilMs is number => untilMs !== null && untilMs > nowMs;
  const time = (untilMs: number): string => clockTime(untilMs, nowMs, locale);
  return {
    unseen: stored.filter(({ seen }) => !seen).length,
    allSnoozedText: isOn(snoozes.allUntilMs) ? t('notices.snoozed-all', { time: time(snoozes.allUntilMs) }) : null,
    snoozedAccounts: [...snoozes.accounts].flatMap(([accountId, untilMs]) => {
      if (!isOn(untilMs)) return [];
      const label = labels.get(accountId) ?? accountId;
      return [{ accountId, label, text: t('notices.snoozed', { label, time: time(untilMs) }) }];
    }),
    notices: stored.map(({ id, accountId, atMs, facts, seen, delivery }) => {
      const label = labels.get(accountId) ?? accountId;
      const { title, body } = notificationText({ ...facts, accountId }, label, settings, locale, nowMs);
      return {
        ...{ id, accountId, label, hasCard: labels.has(accountId), title, body, seen },
        ageText: ago(atMs, nowMs, locale),
        dayText: dayName(atMs, nowMs, locale),
        timeText: timeOfDay(atMs, locale),
        exactText: exactTime(atMs, locale),
        silentText: delivery === 'shown' ? null : t('notices.not-shown'),
      };
    }),
  };
}
