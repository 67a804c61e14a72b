import type { DesktopNotification } from '../ports.ts';
import type { Reader } from '../translate.ts';
import type { Alert } from './judge.ts';
import type { AlertKind } from './kinds.ts';
import type { ShownHow, SnoozeButton } from './shown.ts';

/** An alert that is to be shown, with its own words. */
export interface ShownAlert {
  readonly alert: Alert;
  readonly label: string;
  readonly words: DesktopNotification;
  readonly atMs: number;
  readonly tag: string;
}

export interface Shown {
  readonly notification: DesktopNotification;
  readonly how: ShownHow;
}

/** Accounts that tell the same within a minute are told of together. */
const togetherMs = 60_000;
const massAccounts = 3;

/** Those of the alerts shown before that a further one may still be told together with. */
export function recentAlerts(shown: readonly ShownAlert[], nowMs: number): readonly ShownAlert[] {
  return shown.filter(({ atMs }) => Math.abs(nowMs - atMs) < togetherMs);
}

/**
 * What the desktop shows of new alerts. From the third account of one kind on, one notice tells of all
 * of them and takes the place of those that told of one.
 *
 * @param recent What was shown within the last minute, oldest first.
 */
export function shownTogether(
  recent: readonly ShownAlert[],
  fresh: readonly ShownAlert[],
  reader: Reader,
): readonly Shown[] {
  const kinds = [...new Set(fresh.map(({ alert }) => alert.kind))];
  return kinds.flatMap((kind) => {
    const isSame = ({ alert }: ShownAlert): boolean => alert.kind === kind;
    const all = [...recent, ...fresh].filter(isSame);
    const accounts = new Map(all.map(({ alert, label }) => [alert.accountId, label]));
    if (accounts.size < massAccounts) return fresh.filter(isSame).map((each) => single(each, reader));
    return [massNotice(kind, accounts, recent.filter(isSame), reader)];
  });
}

function massNotice(
  kind: AlertKind,
  accounts: ReadonlyMap<string, string>,
  before: readonly ShownAlert[],
  reader: Reader,
): Shown {
  const { t, locale } = reader;
  const title = t(`notice.mass-${kind}`, { count: accounts.size });
  const names = new Intl.ListFormat(locale, { type: 'conjunction' }).format(accounts.values());
  const tag = massTag(kind);
  return {
    notification: { title, body: names, accountId: null },
    how: {
      tag,
      replaces: [tag, ...before.map((each) => each.tag)],
      buttons: [{ text: t('notice.snooze-hour'), accountIds: [...accounts.keys()], untilMs: null }],
    },
  };
}

function massTag(kind: AlertKind): string {
  return `mass|${kind}`;
}

/** Until when what is told holds; null: not known, or it is over. */
function endOf(alert: Alert): string | null {
  if (alert.kind === 'window-back') return null;
  if ('block' in alert) return alert.block.until;
  return 'window' in alert ? alert.window.resetsAt : null;
}

function single({ alert, words, tag }: ShownAlert, { t }: Reader): Shown {
  const hour: SnoozeButton = { text: t('notice.snooze-hour'), accountIds: [alert.accountId], untilMs: null };
  const resetsAt = endOf(alert);
  const buttons =
    resetsAt === null ? [hour] : [hour, { ...hour, text: t('notice.snooze-reset'), untilMs: Date.parse(resetsAt) }];
  return { notification: words, how: { tag, replaces: [], buttons } };
}
