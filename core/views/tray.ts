import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent, worstWindow } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { windowName } from '../text/window.ts';
import { isolated } from '../units/text.ts';
import { blockedText, byAttention, planText, stateText, workspaceText } from './account.ts';
import { detailRows } from './detail-rows.ts';
import type { TotalsView } from './panel.ts';
import { partText, totalsCreditsText, totalsView } from './totals.ts';
import { followedAccount, trayIcon, type TrayIcon } from './tray-icon.ts';
import { windowDetail, windowFigure } from './windows.ts';

/** Everything that the tray shows. If two views are equal, the tray has nothing to change. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly rows: readonly MenuRow[];
}

/** One row of the tray menu. */
export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'account'; readonly text: string; readonly accountId: string }
  | { readonly kind: 'action'; readonly text: string; readonly action: MenuAction; readonly enabled: boolean };

/** What the app does after a click on a row of the tray menu. */
export type MenuAction = 'refresh' | 'open-panel' | 'open-settings' | 'quit';

/**
 * Returns the icon of the worst binding window, the tooltip and the menu. Equal snapshots within a minute give equal
 * views.
 *
 * @param lines The problems of this desktop, shown below the first line.
 */
export function trayView(
  snapshot: Snapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
  lines: readonly string[] = [],
): TrayView {
  const { t } = locale;
  const totals = totalsView(snapshot, settings, locale, nowMs);
  const summary =
    totals === null ? t('tray.no-accounts') : joinWithDot([totals.accountsText, worstText(snapshot, settings, locale)]);
  return {
    icon: trayIcon(followedAccount(snapshot.accounts, 'automatic', null), snapshot.accounts, {
      style: 'bars',
      tone: 'automatic',
    }),
    tooltip: [t('app.name'), summary, totalsCreditsText(snapshot.pool.credits, locale, nowMs, true)]
      .filter((line) => line !== null)
      .join('\n'),
    rows: [
      openRow(summary),
      ...lines.map(openRow),
      ...(totals === null ? [] : totalsRows(totals, snapshot)),
      ...accountsRows(snapshot.accounts, settings, locale, nowMs),
      { kind: 'separator' },
      { kind: 'action', text: t('menu.refresh'), action: 'refresh', enabled: snapshot.accounts.length > 0 },
      { kind: 'action', text: t('menu.open'), action: 'open-panel', enabled: true },
      { kind: 'action', text: t('menu.settings'), action: 'open-settings', enabled: true },
      { kind: 'separator' },
      { kind: 'action', text: t('menu.quit'), action: 'quit', enabled: true },
    ],
  };
}

/**
 * The most accounts that the menu names. A longer menu does not fit on a screen, and on Linux each change sends the
 * whole menu to the desktop.
 */
const mostAccounts = 20;
/** The most rows of one account below its name. */
const mostAccountRows = 24;
/** The most rows for the totals of providers and groups. */
const mostParts = 10;

/**
 * Returns the rows of the accounts in the order of their names. If there are too many, the accounts that need attention
 * are in the menu, and the last row says how many are left out.
 */
function accountsRows(
  accounts: readonly AccountSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly MenuRow[] {
  const omitted = accounts.length - mostAccounts;
  const chosen = omitted > 0 ? new Set(byAttention(accounts).slice(0, mostAccounts)) : null;
  const named = chosen === null ? accounts : accounts.filter((account) => chosen.has(account));
  const rows = named.flatMap((account) => cachedRows(account, settings, locale, nowMs));
  if (omitted <= 0) return rows;
  return [...rows, { kind: 'separator' }, openRow(locale.t('menu.more-accounts', { count: omitted }))];
}

/**
 * Returns the totals below the first line: credits, prepaid money, and for several accounts also the most used window
 * and the parts.
 */
function totalsRows(totals: TotalsView, { accounts }: Snapshot): readonly MenuRow[] {
  const several = accounts.length > 1 ? [totals.mostUsedText] : [];
  const parts = totals.parts.slice(0, mostParts).map((part) => `${part.name}: ${partText(part)}`);
  const more = totals.parts.length > mostParts ? ['…'] : [];
  const texts = [totals.creditsText, ...totals.moneyTexts, ...several, ...parts, ...more];
  return texts.flatMap((text) => (text === null || text === '' ? [] : [openRow(text)]));
}

/**
 * Returns a line of the totals. A click on it opens the panel. Desktops draw it in full contrast, because it is
 * enabled.
 */
function openRow(text: string): MenuRow {
  return { kind: 'action', text, action: 'open-panel', enabled: true };
}

const cachedRows = cachedForMinute(accountRows);

function accountRows(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): readonly MenuRow[] {
  const accountRow = (text: string): MenuRow => ({ kind: 'account', text, accountId: account.id });
  const title = joinWithDot([
    account.label,
    planText(account),
    workspaceText(account),
    stateText(account, locale, nowMs),
  ]);
  const windows = account.windows.map((window): MenuRow => {
    const words = joinWithDot([
      windowFigure(window, settings, locale),
      windowDetail(window, account, settings, locale, nowMs),
    ]);
    return accountRow(`    ${windowName(window, locale)}: ${words}`);
  });
  const facts = detailRows(account, settings, locale, nowMs).map(({ id, name, text }) =>
    accountRow(id === 'credits' ? `    ${text}` : `    ${name}: ${text}`),
  );
  const { blockedReason } = account;
  const sentence = blockedReason === null ? [] : [accountRow(`    ${blockedReason.text}`)];
  const rows = [...sentence, ...windows, ...facts];
  const shown = rows.length > mostAccountRows ? [...rows.slice(0, mostAccountRows - 1), accountRow('    …')] : rows;
  return [{ kind: 'separator' }, accountRow(title), ...shown];
}

/** Returns the figure of the icon as text, `work 7 % left`, because some desktops repaint the icon late. */
function worstText(snapshot: Snapshot, settings: Settings, locale: LocaleContext): string | null {
  const worst = worstOf(snapshot.accounts);
  if (worst === null) return null;
  const { account, window } = worst;
  const figure = window === null ? blockedText(account, locale) : windowFigure(window, settings, locale);
  return `${isolated(account.label)} ${figure ?? locale.t('state.blocked')}`;
}

interface Worst {
  readonly account: AccountSnapshot;
  /** null: another reason than a window blocks the account. */
  readonly window: WindowSnapshot | null;
  readonly left: number;
}

const worsts = new WeakMap<AccountSnapshot, { readonly worst: Worst | null }>();

/** Returns the figure of an account that the icon would show; null: none is known. */
function worstOfAccount(account: AccountSnapshot): Worst | null {
  const window = isBlockedOutright(account) ? null : worstWindow(account);
  const left = isBlockedOutright(account) ? 0 : window === null ? null : leftPercent(window);
  return left === null ? null : { account, window, left };
}

function worstOf(accounts: readonly AccountSnapshot[]): Worst | null {
  return accounts.reduce<Worst | null>((worst, account) => {
    const known = worsts.get(account) ?? { worst: worstOfAccount(account) };
    worsts.set(account, known);
    return known.worst !== null && (worst === null || known.worst.left < worst.left) ? known.worst : worst;
  }, null);
}
