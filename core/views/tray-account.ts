import type { LocaleContext } from '../i18n/translate.ts';
import { findProvider } from '../providers/registry.ts';
import type { Settings } from '../settings/settings.ts';
import { bindingWindows, leftPercent } from '../snapshot/account-use.ts';
import { cachedForMinute } from '../snapshot/minute-cache.ts';
import { isResetHeld, resetCommandFor } from '../snapshot/held-reset.ts';
import { backAtMs, bindingLimit, standingOf } from '../snapshot/order.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot, labelled } from '../text/layout.ts';
import { limitTitle } from '../text/limit.ts';
import { cutLine, cutMiddle, lengthOf, lineWithName, longestLine, padFigure, wrapLines } from '../text/line.ts';
import { percentText } from '../text/numbers.ts';
import { hiddenMoney, type NameOf } from '../text/personal.ts';
import { ago, clockTime, countdown } from '../text/times.ts';
import { isolated } from '../units/text.ts';
import { blockedText, planText, stateText, workspaceText } from './account.ts';
import { detailRows } from './detail-rows.ts';
import { actionRow, type MenuRow, separator } from './menu-row.ts';
import type { FactRowId } from './panel.ts';
import { paceText } from './windows.ts';

/** What the rows of an account need beside its snapshot. */
export interface AccountRowContext {
  readonly settings: Settings;
  readonly locale: LocaleContext;
  readonly nowMs: number;
  /** The short name of an account: the part before the @ if no other account has the same. */
  readonly shortNameOf: NameOf;
  /** Until when notifications about the account are muted, epoch ms; null: they are not. */
  readonly mutedUntilMs: (accountId: string) => number | null;
  /** What starts the account's tool with this account; null: no command does, or names are hidden. */
  readonly startCommandOf: (accountId: string) => string | null;
}

/** What the line of a limit needs. */
type LimitContext = Pick<AccountRowContext, 'settings' | 'locale' | 'nowMs'>;

/** What the submenu of an account needs. */
interface OneContext extends LimitContext {
  readonly name: string;
  readonly mutedUntilMs: number | null;
  readonly startCommand: string | null;
}

/** The most limits and other figures in the menu of one account. */
const mostLimits = 8;
const mostFigures = 6;

/** Returns the row of an account, with its limits and actions as a submenu. */
export function accountRow(account: AccountSnapshot, context: AccountRowContext): MenuRow {
  const rows = cachedRows(
    account,
    context.settings,
    context.locale,
    context.nowMs,
    account.label,
    context.mutedUntilMs(account.id),
    context.startCommandOf(account.id),
  );
  return { kind: 'submenu', text: accountLine(account, context), rows };
}

/** Mostly one account changes at a time, and the rows of the others stay the same objects. */
const cachedRows = cachedForMinute(
  (
    account: AccountSnapshot,
    settings: Settings,
    locale: LocaleContext,
    nowMs: number,
    name: string,
    mutedUntilMs: number | null,
    startCommand: string | null,
  ) => accountRows(account, { settings, locale, nowMs, name, mutedUntilMs, startCommand }),
);

/** Returns the line of an account: figure first, ` 7%  studio · 1h 02m`. An old figure has its age. */
export function accountLine(account: AccountSnapshot, context: AccountRowContext): string {
  const { locale, nowMs, shortNameOf } = context;
  const standing = standingOf(account);
  const name = shortNameOf(account);
  if (standing === 'needs-you')
    return lineWithName(name, (short) => locale.t('menu.sign-in', { name: isolated(short) }));
  const limit = bindingLimit(account)?.window ?? leastOldLimit(account);
  const backMs = standing === 'resting' ? backAtMs(account) : null;
  const isOld = account.state === 'stale' || standing === 'unknown';
  const detail = isOld
    ? ageOrState(account, locale, nowMs)
    : standing === 'resting'
      ? backMs === null
        ? (blockedText(account, locale) ?? locale.t('state.blocked'))
        : timeText(backMs, context)
      : limit === null
        ? null
        : limitTime(limit, context);
  const figure = standing === 'resting' ? 0 : limit === null ? null : leftPercent(limit);
  return lineWithName(name, (short) => `${figureText(figure, context)}  ${joinWithDot([short, detail], locale)}`);
}

/** Returns the limit with the least left if no figure is current. The line of the account says how old it is. */
function leastOldLimit(account: AccountSnapshot): WindowSnapshot | null {
  const known = bindingWindows(account).filter((window) => leftPercent(window) !== null);
  return known.reduce<WindowSnapshot | null>(
    (least, each) => (least === null || (leftPercent(each) ?? 0) < (leftPercent(least) ?? 0) ? each : least),
    null,
  );
}

/** Returns `read 22 min ago` for figures that are not current, or the state of an account that has none. */
function ageOrState(account: AccountSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (account.fetchedAt === null || account.state === 'fresh') return stateText(account, locale, nowMs);
  return locale.t('menu.read', { age: ago(Date.parse(account.fetchedAt), nowMs, locale) });
}

/** Returns what is left, or what is used by setting, with a fixed width. */
function figureText(left: number | null, { settings, locale }: LimitContext): string {
  const shown = left === null ? null : settings.meterShows === 'left' ? left : 100 - left;
  return padFigure(percentText(shown, locale), percentText(100, locale));
}

function timeText(atMs: number, { settings, locale, nowMs }: LimitContext): string {
  return settings.resetShows === 'countdown' ? countdown(atMs, nowMs, locale) : clockTime(atMs, nowMs, locale);
}

/** Returns when a limit runs out, if that is before its reset, else the time until its reset; null: unknown. */
function limitTime(window: WindowSnapshot, context: LimitContext): string | null {
  const pace = window.state === 'open' ? paceText(window, context.locale, context.nowMs) : null;
  if (pace !== null) return pace;
  return window.resetsAt === null ? null : timeText(Date.parse(window.resetsAt), context);
}

/** Returns the line of one limit: ` 72%  5 hours · 3h 25m`. An old figure has its age. */
export function limitLine(window: WindowSnapshot, account: AccountSnapshot, context: LimitContext): string {
  const detail = joinWithDot([limitTitle(window, context.locale), limitDetail(window, account, context)]);
  return cutLine(`${figureText(leftPercent(window), context)}  ${detail}`);
}

function limitDetail(
  window: WindowSnapshot,
  { windows, fetchedAt }: AccountSnapshot,
  context: LimitContext,
): string | null {
  const { locale, nowMs } = context;
  const { t } = locale;
  const time = limitTime(window, context);
  const isOlder = fetchedAt !== null && Date.parse(fetchedAt) - Date.parse(window.asOf) > 60_000;
  const age = window.stale || isOlder ? t('menu.read', { age: ago(Date.parse(window.asOf), nowMs, locale) }) : null;
  switch (window.state) {
    case 'exhausted':
      return joinWithDot([t('window.used-up'), time, age]);
    case 'not-started':
      return joinWithDot([t('window.not-started'), age]);
    case 'reset-pending':
      return joinWithDot([t('window.reset-due'), age]);
    case 'blocked': {
      const blocker = windows.find(({ id }) => id === window.blockedBy);
      const key = blocker?.label === 'weekly' ? 'window.blocked-weekly' : 'window.blocked';
      return joinWithDot([t(window.blockedBy === null ? 'window.blocked-by-service' : key), age]);
    }
    default:
      return joinWithDot([time, age]);
  }
}

/** Returns the rows in the submenu of an account: who it is, its limits and other figures, and what one can do. */
function accountRows(account: AccountSnapshot, context: OneContext): readonly MenuRow[] {
  const { locale, nowMs, name } = context;
  const open = { do: 'open-account', accountId: account.id } as const;
  const row = (text: string): MenuRow => actionRow(text, open);
  const state = stateText(account, locale, nowMs);
  const details = [planText(account), workspaceText(account)];
  const heads = [name, joinWithDot(details, locale)].filter((text) => text !== '');
  const both = joinWithDot(heads, locale);
  const title = lengthOf(both) <= longestLine ? [both] : heads.map((text) => cutMiddle(text, longestLine));
  const reason = account.blockedReason === null ? [] : wrapLines(account.blockedReason.text);
  const limits = account.windows.slice(0, mostLimits).map((window) => limitLine(window, account, context));
  const figures = figureLines(account, context);
  const left = account.windows.length - limits.length + (figures.length - Math.min(figures.length, mostFigures));
  const shown = [...limits, ...figures.slice(0, mostFigures)];
  return [
    ...[...title, ...(state === null ? [] : wrapLines(state)), ...reason].map(row),
    ...(shown.length === 0 ? [] : [separator, ...shown.map(row)]),
    ...(left > 0 ? [row(locale.t('menu.more-in-panel', { count: left }))] : []),
    separator,
    ...accountActions(account, context),
  ];
}

function figureLines(account: AccountSnapshot, { settings, locale, nowMs }: OneContext): readonly string[] {
  return detailRows(account, settings, locale, nowMs).flatMap(({ id, name, text }) => {
    if (settings.hidePersonal && isMoney(id)) return [labelled(name, hiddenMoney, locale)];
    return wrapLines(id === 'credits' ? text : labelled(name, text, locale), 3);
  });
}

function isMoney(id: FactRowId): boolean {
  return id === 'credits' || id === 'prepaid' || id === 'grant' || id.startsWith('spend');
}

/** How long an account is muted by its own menu. */
const muteMinutes = 60;

/** Returns what one can do with an account. Nothing here spends anything. */
function accountActions(account: AccountSnapshot, context: OneContext): readonly MenuRow[] {
  const { settings, locale, nowMs, mutedUntilMs, startCommand } = context;
  const { t } = locale;
  const { id: accountId } = account;
  const isMuted = mutedUntilMs !== null && mutedUntilMs > nowMs;
  const signInCommand = findProvider(account.provider)?.signInCommand ?? null;
  const resetCommand = resetCommandFor(account);
  const isSignedOut = account.state === 'signed-out';
  const follows = settings.iconFollows === accountId;
  return [
    actionRow(t('menu.open-in-panel'), { do: 'open-account', accountId }),
    ...(isSignedOut && signInCommand !== null
      ? [actionRow(t('menu.copy-sign-in'), { do: 'copy', text: signInCommand })]
      : []),
    ...(isSignedOut || startCommand === null
      ? []
      : [actionRow(t('menu.copy-command'), { do: 'copy', text: startCommand })]),
    actionRow(t('menu.refresh-account'), { do: 'refresh-account', accountId }),
    {
      kind: 'checkbox',
      text: t('menu.show-in-icon'),
      checked: follows,
      command: { do: 'follow', accountId: follows ? null : accountId },
    },
    isMuted
      ? actionRow(t('menu.unmute-until', { time: clockTime(mutedUntilMs, nowMs, locale) }), {
          ...{ do: 'mute', accountId, forMinutes: null },
        })
      : actionRow(t('menu.mute-hour'), { do: 'mute', accountId, forMinutes: muteMinutes }),
    ...(!isResetHeld(account)
      ? []
      : resetCommand === null
        ? [actionRow(t('menu.use-reset'), { do: 'open-account', accountId })]
        : [
            actionRow(cutLine(t('menu.copy-reset', { command: resetCommand.text })), {
              do: 'copy',
              text: resetCommand.text,
            }),
          ]),
  ];
}
