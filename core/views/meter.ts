import type { LocaleContext } from '../i18n/translate.ts';
import type { Settings } from '../settings/settings.ts';
import { leftPercent } from '../snapshot/account-use.ts';
import { type MeterLevel, windowLevel } from '../snapshot/level.ts';
import type { AccountSnapshot, WindowSnapshot } from '../snapshot/schema.ts';
import { limitTitle, spokenPercent, spokenTime } from '../text/limit.ts';
import { joinSentences, joinWithDot } from '../text/layout.ts';
import { percentText, unknownText } from '../text/numbers.ts';
import { ageText, clockTime, countdown } from '../text/times.ts';
import { minuteMs } from '../units/time.ts';
import type { BarView, MeterView } from './panel-model.ts';
import { paceText } from './windows.ts';

/** Returns one limit in full: name, bar, figure and time, each also the other way round. */
export function meterView(
  window: WindowSnapshot,
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): MeterView {
  const when = whenOf(window, account, settings, locale, nowMs);
  const other = whenOf(window, account, flippedTimes(settings), locale, nowMs);
  const pace = runOutText(window, locale, nowMs);
  const level = windowLevel(window);
  return {
    id: window.id,
    name: limitTitle(window, locale),
    figure: figureOf(window, settings, locale),
    figureWorded: wordedFigure(window, settings, locale),
    figureOther: wordedFigure(window, flippedFigures(settings), locale),
    unit: isNumber(window) ? locale.t(settings.meterShows === 'left' ? 'meter.left' : 'meter.used') : null,
    when: pace ?? when,
    whenOther: pace === null ? other : when,
    whenTone: pace === null ? 'quiet' : level === 'critical' ? 'critical' : 'low',
    bar: barOf(window, settings),
    paceText: lastsText(window, locale),
    age: limitAge(window, account, locale, nowMs),
    spoken: spokenLimit(window, settings, locale, nowMs),
  };
}

/**
 * Returns the limit of a hero card: the reset with countdown and clock time, `resets in 2h 14m · 22:33`, and apart from it
 * whether the pace lasts or when the limit runs out.
 */
export function heroMeter(
  window: WindowSnapshot,
  account: AccountSnapshot,
  settings: Settings,
  locale: LocaleContext,
  nowMs: number,
): MeterView {
  const meter = meterView(window, account, settings, locale, nowMs);
  return {
    ...meter,
    when: fullWhenOf(window, account, settings, locale, nowMs),
    whenOther: fullWhenOf(window, account, flippedTimes(settings), locale, nowMs),
    paceText: runOutText(window, locale, nowMs) ?? meter.paceText,
  };
}

/** Returns the bar of a limit. On the scale that is set it shows what is left or what is used. */
export function barOf(window: WindowSnapshot, { meterShows }: Pick<Settings, 'meterShows'>): BarView {
  const left = leftPercent(window);
  const onScale = (percent: number | null): number | null =>
    percent === null ? null : meterShows === 'left' ? percent : 100 - percent;
  const level: MeterLevel = windowLevel(window);
  return {
    id: window.id,
    look: window.state === 'blocked' ? 'blocked' : level,
    fillPercent: onScale(left),
    pacePercent: window.pace === null ? null : onScale(100 - window.pace.expectedPercent),
    isStale: window.stale,
  };
}

/** Returns the settings with the other kind of figures. */
export function flippedFigures(settings: Settings): Settings {
  return { ...settings, meterShows: settings.meterShows === 'left' ? 'used' : 'left' };
}

/** Returns the settings with the other kind of times. */
export function flippedTimes(settings: Settings): Settings {
  return { ...settings, resetShows: settings.resetShows === 'countdown' ? 'clock' : 'countdown' };
}

function isNumber(window: WindowSnapshot): boolean {
  return window.state !== 'exhausted' && leftPercent(window) !== null;
}

/** Returns the figure of a limit without a word: `72%`, or `Used up`. */
function figureOf(window: WindowSnapshot, { meterShows }: Settings, locale: LocaleContext): string {
  if (window.state === 'exhausted') return locale.t('meter.used-up');
  const left = leftPercent(window);
  return percentText(left === null ? null : meterShows === 'left' ? left : 100 - left, locale);
}

/** Returns the figure of a limit in words: `28% used`. */
export function wordedFigure(window: WindowSnapshot, { meterShows }: Settings, locale: LocaleContext): string {
  if (window.state === 'exhausted') return locale.t('meter.used-up');
  const left = leftPercent(window);
  if (left === null) return unknownText;
  return meterShows === 'left'
    ? locale.t('window.left', { percent: percentText(left, locale) })
    : locale.t('window.used', { percent: percentText(100 - left, locale) });
}

/** Returns `resets in 3h 25m`, or why there is no such time; null: unknown. */
function whenOf(
  window: WindowSnapshot,
  account: Pick<AccountSnapshot, 'windows'>,
  { resetShows }: Pick<Settings, 'resetShows'>,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const { t } = locale;
  if (window.state === 'reset-pending') return t('window.reset-due');
  if (window.state === 'not-started') return t('window.not-started');
  if (window.state === 'blocked') {
    if (window.blockedBy === null) return t('window.blocked-by-service');
    const blocker = account.windows.find(({ id }) => id === window.blockedBy);
    return t(blocker?.label === 'weekly' ? 'window.blocked-weekly' : 'window.blocked');
  }
  const atMs = window.resetsAt === null ? null : Date.parse(window.resetsAt);
  if (atMs === null) return null;
  return resetShows === 'countdown'
    ? t('window.resets-in', { time: countdown(atMs, nowMs, locale) })
    : t('window.resets-at', { time: clockTime(atMs, nowMs, locale) });
}

/** Returns `resets in 2h 14m · 22:33`, or `resets 22:33 · 2h 14m` by setting, or why there is no such time; null: unknown. */
function fullWhenOf(
  window: WindowSnapshot,
  account: Pick<AccountSnapshot, 'windows'>,
  settings: Pick<Settings, 'resetShows'>,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const when = whenOf(window, account, settings, locale, nowMs);
  const hasReset = window.state === 'open' || window.state === 'exhausted';
  if (when === null || window.resetsAt === null || !hasReset) return when;
  const atMs = Date.parse(window.resetsAt);
  const other = settings.resetShows === 'countdown' ? clockTime : countdown;
  return joinWithDot([when, other(atMs, nowMs, locale)]);
}

/** Returns when a limit runs out if its pace will not last: `runs out in about 18 min`; null: it lasts, or unknown. */
export function runOutText(window: WindowSnapshot, locale: LocaleContext, nowMs: number): string | null {
  if (window.state !== 'open' || window.stale) return null;
  const text = paceText(window, locale, nowMs);
  const { exhaustsAt, exhaustsBetween } = window.pace ?? {};
  if (text === null || exhaustsAt == null) return text;
  const [fromMs, toMs] = (exhaustsBetween ?? [exhaustsAt, exhaustsAt]).map((time) => Date.parse(time));
  const inMs = Date.parse(exhaustsAt) - nowMs;
  const isNear = inMs >= 10 * minuteMs && inMs < 90 * minuteMs && (toMs ?? 0) - (fromMs ?? 0) <= 40 * minuteMs;
  return isNear ? locale.t('row.runs-out-in', { time: countdown(nowMs + inMs, nowMs, locale) }) : text;
}

/**
 * Returns how much of an open limit will be left at its reset if it is used as fast as since its start, 0 to 100; null:
 * unknown, or it will not last.
 */
export function leftAtReset(window: WindowSnapshot): number | null {
  const { state, stale, usedPercent, pace } = window;
  if (state !== 'open' || stale || usedPercent === null || pace === null || pace.exhaustsAt !== null) return null;
  if (pace.expectedPercent <= 0) return null;
  const left = 100 - (usedPercent * 100) / pace.expectedPercent;
  return left < 1 ? null : Math.min(100, left);
}

function lastsText(window: WindowSnapshot, locale: LocaleContext): string | null {
  const left = leftAtReset(window);
  return left === null ? null : locale.t('meter.lasts', { percent: percentText(Math.round(left), locale) });
}

/** Returns the age of an old figure: `22 min old`; null: it is current. */
function limitAge(
  window: WindowSnapshot,
  { fetchedAt }: Pick<AccountSnapshot, 'fetchedAt'>,
  locale: LocaleContext,
  nowMs: number,
): string | null {
  const isOlder = fetchedAt !== null && Date.parse(fetchedAt) - Date.parse(window.asOf) > minuteMs;
  return window.stale || isOlder ? ageText(Date.parse(window.asOf), nowMs, locale) : null;
}

/** Returns one limit as a sentence for a screen reader. Times are in full words. */
export function spokenLimit(
  window: WindowSnapshot,
  { meterShows }: Pick<Settings, 'meterShows'>,
  locale: LocaleContext,
  nowMs: number,
): string {
  const { t } = locale;
  const limit = limitTitle(window, locale);
  const left = leftPercent(window);
  const time = window.resetsAt === null ? null : spokenTime(Date.parse(window.resetsAt), nowMs, locale);
  if (window.state === 'exhausted')
    return time === null ? t('spoken.used-up', { limit }) : t('spoken.used-up-resets', { limit, time });
  if (window.state === 'not-started') return t('spoken.not-started', { limit });
  if (left === null) return t('spoken.unknown', { limit });
  const percent = spokenPercent(meterShows === 'left' ? left : 100 - left, locale);
  const pace = runOutText(window, locale, nowMs);
  const age = window.stale ? t('spoken.age', { age: ageOnly(window, nowMs, locale) }) : null;
  if (pace !== null && time !== null)
    return joinSentences([t(`spoken.${meterShows}-pace-resets`, { limit, percent, pace, time }), age], locale);
  if (pace !== null) return joinSentences([t(`spoken.${meterShows}-pace`, { limit, percent, pace }), age], locale);
  const sentence =
    time === null
      ? t(`spoken.${meterShows}`, { limit, percent })
      : t(`spoken.${meterShows}-resets`, { limit, percent, time });
  return joinSentences([sentence, age], locale);
}

function ageOnly(window: WindowSnapshot, nowMs: number, locale: LocaleContext): string {
  return spokenTime(nowMs + Math.max(0, nowMs - Date.parse(window.asOf)), nowMs, locale) ?? locale.t('age.now');
}
