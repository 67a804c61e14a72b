import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { reckoningText, reserveOf } from '../snapshot/next-up.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { backAtMs } from '../snapshot/order.ts';
import type { AccountSnapshot, Snapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { joinWithDot } from '../text/layout.ts';
import { moneyText, percentText, unknownText } from '../text/numbers.ts';
import { clockTime, countdown } from '../text/times.ts';
import { limitInline, limitTitle } from '../text/limit.ts';
import { isolated } from '../units/text.ts';
import { flippedFigures, flippedTimes, wordedFigure } from './meter.ts';
import type { NextUpView } from './panel-model.ts';
import { backNext } from './pool.ts';
import { nameParts, tileOf } from './row.ts';
import { secondLine } from './row-text.ts';
import { resetText } from './windows.ts';

/**
 * Returns the block about the account to use next, or about the one that is back first if none can be used. Null: the
 * user turned this off, or nothing is known.
 *
 * @param accounts The accounts that the user did not hide.
 */
export function nextUpView(
  { nextUp }: Pick<Snapshot, 'nextUp'>,
  accounts: readonly AccountSnapshot[],
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): NextUpView | null {
  if (!settings.nextUp) return null;
  const account = accounts.find(({ id }) => id === nextUp?.accountId);
  if (account !== undefined) {
    return { ...usableView(account, settings, locale, nowMs), command: nextUp?.command ?? null };
  }
  const first = backNext(accounts);
  return first === null ? null : backFirstView(first, settings, locale, nowMs);
}

function usableView(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): Omit<NextUpView, 'command'> {
  const { long = null, short = null, scarceModel = null } = reserveOf(account, nowMs) ?? {};
  const shown = (window: WindowSnapshot, { meterShows }: Settings): string => {
    const left = leftPercent(window);
    return percentText(left === null ? null : meterShows === 'left' ? left : 100 - left, locale);
  };
  // The reset is that of the figure above, so that it comes first and the figure of another limit has no time beside it
  const reasonIn = (given: Settings): string =>
    joinWithDot([
      long === null ? secondLine(account, 'ready', locale, nowMs) : resetText(long.resetsAt, given, locale, nowMs),
      short === null
        ? null
        : locale.t('next-up.limit', { limit: limitTitle(short, locale), percent: shown(short, given) }),
      scarceModel === null ? null : scarceModelText(scarceModel, given, locale, nowMs),
    ]);
  return {
    kind: 'next-up',
    accountId: account.id,
    tile: tileOf(account, settings),
    label: locale.t('next-up.label'),
    ...nameParts(account.label),
    limit: long === null ? null : limitInline(long, locale),
    figure: long === null ? paidFigure(account, locale) : shown(long, settings),
    figureOther: long === null ? null : wordedFigure(long, flippedFigures(settings), locale),
    reason: reasonIn(settings),
    reasonOther: long?.resetsAt == null ? null : reasonIn(flippedTimes(settings)),
    reckoning: reckoningText(reserveOf(account, nowMs), locale, nowMs),
  };
}

/** Returns what the user must know of the account to use next: `Opus running low, 17%`, `Opus used up until Thu 12:20`. */
export function scarceModelText(
  window: WindowSnapshot,
  { meterShows }: Pick<Settings, 'meterShows'>,
  locale: LocaleContext,
  nowMs: number,
): string {
  const name = isolated(window.name ?? '');
  const left = leftPercent(window);
  if (left === null || left > 0) {
    const percent = percentText(left === null || meterShows === 'left' ? left : 100 - left, locale);
    return locale.t('next-up.model-low', { name, percent });
  }
  if (window.resetsAt === null) return locale.t('next-up.model-used-up', { name });
  const time = clockTime(Date.parse(window.resetsAt), nowMs, locale);
  return locale.t('next-up.model-used-up-until', { name, time });
}

function paidFigure({ prepaid }: AccountSnapshot, locale: LocaleContext): string {
  return prepaid === null ? unknownText : moneyText(prepaid.balance, prepaid.currency, locale);
}

function backFirstView(
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): NextUpView | null {
  const atMs = backAtMs(account);
  if (atMs === null) return null;
  return {
    kind: 'back-first',
    accountId: account.id,
    tile: tileOf(account, settings),
    label: locale.t('next-up.back-first'),
    ...nameParts(account.label),
    limit: null,
    figure: countdown(atMs, nowMs, locale),
    figureOther: null,
    reason: locale.t('next-up.back', { time: clockTime(atMs, nowMs, locale) }),
    reasonOther: null,
    reckoning: null,
    command: null,
  };
}
