import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent, worstWindow } from '../snapshot/account-use.ts';
import { isBlockedOutright } from '../snapshot/blocked-reason.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { windowName } from '../text/window.ts';
import { isolated } from '../units/text.ts';
import { needsUser, planText, stateText } from './account.ts';
import { detailRows } from './detail-rows.ts';
import type { TotalsView } from './panel.ts';
import { partText, totalsCreditsText, totalsView } from './totals.ts';
import { meterLevel, windowDetail, windowFigure } from './windows.ts';

/** What the tray shows, in full: equal views mean nothing to do. */
export interface TrayView {
  readonly icon: TrayIcon;
  readonly tooltip: string;
  readonly rows: readonly MenuRow[];
}

export interface TrayIcon {
  readonly level: MeterLevel;
  /** What is left of the worst binding window, in steps of 5, 0..100; null when nothing is known. */
  readonly leftPercent: number | null;
  /** A corner dot: something needs the user. */
  readonly attention: boolean;
}

/** The four steps of a meter, and the one for "nothing is known". */
export type MeterLevel = 'fine' | 'low' | 'critical' | 'used-up' | 'unknown';

export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'account'; readonly text: string; readonly accountId: string }
  | { readonly kind: 'action'; readonly text: string; readonly action: MenuAction; readonly enabled: boolean };

export type MenuAction = 'refresh' | 'open-panel' | 'open-settings' | 'quit';

/**
 * The tray as a desktop reads it: icon by the worst binding window, tooltip, menu.
 * Equal snapshots within a minute give equal views.
 *
 * @param lines What is wrong with this desktop, below the first line.
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
    icon: trayIcon(snapshot),
    tooltip: [t('app.name'), summary, totalsCreditsText(snapshot.pool.credits, locale, nowMs, true)]
      .filter((line) => line !== null)
      .join('\n'),
    rows: [
      openRow(summary),
      ...lines.map(openRow),
      ...(totals === null ? [] : totalsRows(totals, snapshot)),
      ...snapshot.accounts.flatMap((account) => cachedRows(account, settings, locale, nowMs)),
      { kind: 'separator' },
      { kind: 'action', text: t('menu.refresh'), action: 'refresh', enabled: snapshot.accounts.length > 0 },
      { kind: 'action', text: t('menu.open'), action: 'open-panel', enabled: true },
      { kind: 'action', text: t('menu.settings'), action: 'open-settings', enabled: true },
      { kind: 'separator' },
      { kind: 'action', text: t('menu.quit'), action: 'quit', enabled: true },
    ],
  };
}

/** The pool below its first line: credits, prepaid money, and what only several accounts have. */
function totalsRows(totals: TotalsView, { accounts }: Snapshot): readonly MenuRow[] {
  const several = accounts.length > 1 ? [totals.mostUsedText] : [];
  const parts = totals.parts.map((part) => `${part.name}: ${partText(part)}`);
  const texts = [totals.creditsText, ...totals.moneyTexts, ...several, ...parts];
  return texts.flatMap((text) => (text === null || text === '' ? [] : [openRow(text)]));
}

/** A line of the pool: a click opens the panel, and a desktop draws it in full contrast. */
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
  const title = joinWithDot([account.label, planText(account), stateText(account, locale, nowMs)]);
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
  return [{ kind: 'separator' }, accountRow(title), ...windows, ...facts];
}

function trayIcon({ accounts }: Snapshot): TrayIcon {
  const worst = worstOf(accounts);
  const left = worst?.left ?? null;
  return {
    level: meterLevel(left, worst?.window?.warning ?? null),
    leftPercent: left === null ? null : Math.min(100, Math.ceil(left / 5) * 5),
    attention: accounts.some(needsUser),
  };
}

/** `work 7 % left`: the figure of the icon, for desktops that repaint the icon late. */
function worstText(snapshot: Snapshot, settings: Settings, locale: LocaleContext): string | null {
  const worst = worstOf(snapshot.accounts);
  if (worst === null) return null;
  const { account, window } = worst;
  const figure = window === null ? locale.t('state.blocked') : windowFigure(window, settings, locale);
  return `${isolated(account.label)} ${figure}`;
}

interface Worst {
  readonly account: AccountSnapshot;
  /** null: not a window but another reason blocks the account. */
  readonly window: WindowSnapshot | null;
  readonly left: number;
}

function worstOf(accounts: readonly AccountSnapshot[]): Worst | null {
  return accounts.reduce<Worst | null>((worst, account) => {
    const window = isBlockedOutright(account) ? null : worstWindow(account);
    const left = isBlockedOutright(account) ? 0 : window === null ? null : leftPercent(window);
    if (left === null) return worst;
    return worst === null || left < worst.left ? { account, window, left } : worst;
  }, null);
}
