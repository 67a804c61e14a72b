import { inDirection } from '../i18n/direction.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { nextUp } from '../snapshot/next-up.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { bindingLimit, shownAccounts } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot } from '../snapshot/schema.ts';
import { percentText } from '../text/numbers.ts';
import { countdown } from '../text/times.ts';
import type { NameOf } from '../text/personal.ts';
import { type MenuRow, rowsInDirection } from './menu-row.ts';
import { headLines, type MenuContext, menuRows } from './tray-menu.ts';
import { countNames, nameParts } from './row.ts';
import { followedAccount, trayIcon, type TrayIcon } from './tray-icon.ts';

/** Everything that the tray shows. If two views are equal, the tray has nothing to change. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  /** The text beside the icon on macOS; empty: none. */
  readonly title: string;
  readonly rows: readonly MenuRow[];
}

/** What the tray shows beside the snapshot. Everything may be left out. */
export interface TrayContext {
  /** Problems of this desktop, shown below the first line. */
  readonly lines?: readonly string[];
  /** The account that was next before; null: none was. */
  readonly nextBeforeId?: string | null;
  /** Until when notifications are muted, epoch ms. */
  readonly allMutedUntilMs?: number | null;
  readonly mutedUntilMs?: (accountId: string) => number | null;
  /** What starts the tool of an account; null: unknown. */
  readonly startCommandOf?: (accountId: string) => string | null;
}

/** The view of the tray, and the account that is next, which the next view needs. */
export interface TrayViewAndNext extends TrayView {
  readonly nextUpId: string | null;
}

/** Returns the icon, the tooltip and the menu. Equal snapshots within a minute give equal views. */
export function trayView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  given: TrayContext = {},
): TrayViewAndNext {
  const accounts = shownAccounts(snapshot.accounts, settings);
  const next = nextUp(accounts, settings, nowMs, given.nextBeforeId ?? null);
  const context: MenuContext = {
    ...{ settings, locale, nowMs, accounts, nextUp: accounts.length > 1 ? next : null },
    shortNameOf: shortNames(snapshot.accounts),
    lines: given.lines ?? [],
    allMutedUntilMs: given.allMutedUntilMs ?? null,
    mutedUntilMs: given.mutedUntilMs ?? (() => null),
    startCommandOf: given.startCommandOf ?? (() => null),
  };
  const followed = followedAccount(accounts, settings.iconFollows, next?.account.id ?? null);
  return {
    icon: trayIcon(followed, accounts, { style: settings.iconStyle, tone: settings.iconTone }),
    tooltip: inDirection(headLines(snapshot, context).slice(0, 3).join('\n'), locale),
    title: titleText(followed, settings, locale, nowMs),
    rows: rowsInDirection(menuRows(snapshot, context), locale),
    nextUpId: next?.account.id ?? null,
  };
}

/** Returns what is left of the limit that binds the account, or the time until its reset, by setting. */
function titleText(
  account: AccountSnapshot | null,
  { iconTitle }: Settings,
  locale: LocaleContext,
  nowMs: number,
): string {
  const limit = account === null || account.state === 'signed-out' ? null : bindingLimit(account)?.window;
  if (limit == null || iconTitle === 'none') return '';
  if (iconTitle === 'figure') return percentText(leftPercent(limit), locale);
  return limit.resetsAt === null ? '' : countdown(Date.parse(limit.resetsAt), nowMs, locale);
}

/** Returns the function that names an account by the part before the @, or in full if two accounts share that part. */
function shortNames(accounts: readonly AccountSnapshot[]): NameOf {
  const counts = countNames(accounts);
  return ({ label }) => {
    const { name } = nameParts(label);
    return counts.get(name) === 1 ? name : label;
  };
}
