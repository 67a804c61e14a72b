import { dateTimeFormat, numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { minuteMs } from '../units/time.ts';

/**
 * Returns the time until a moment, exact to the minute: `2d 4h`, `6 days`, `1h 02m`, `12 min`. In the last minute and afterwards it
 * is "now". It counts from the whole minute, so that all countdowns change together.
 */
export function countdown(untilMs: number, nowMs: number, { t, formats }: LocaleContext): string {
  const minutes = Math.floor((untilMs - floorToMinute(nowMs)) / minuteMs);
  if (minutes < 1) return t('time.now');
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  if (days > 0) return hours > 0 ? t('time.days-hours', { days, hours }) : t('time.days', { count: days });
  const rest = minutes % 60;
  const twoDigits = numberFormat(formats.numbers, { minimumIntegerDigits: 2 });
  return hours > 0
    ? t('time.hours-minutes', { hours, minutes: twoDigits.format(rest) })
    : t('time.minutes', { minutes: rest });
}

/**
 * Returns how long ago a moment was: `just now`, `12 min ago`, `3 hours ago`, `2 days ago`. If the clock was set back since
 * then, the time is unknown.
 */
export function ago(atMs: number, nowMs: number, { t }: LocaleContext): string {
  const minutes = Math.floor((nowMs - atMs) / minuteMs);
  if (atMs - nowMs > minuteMs) return t('time.unknown');
  if (minutes < 1) return t('time.just-now');
  if (minutes < 60) return t('time.minutes-ago', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('time.hours-ago', { count: hours }) : t('time.days-ago', { count: Math.floor(hours / 24) });
}

/** Returns a clock time in the user's time zone: `14:20` today, `Thu 09:00` within a week, else `30 Nov, 09:00`. */
export function clockTime(atMs: number, nowMs: number, { formats, timeZone }: LocaleContext): string {
  const time: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', timeZone };
  return dateTimeFormat(formats.times, { ...time, ...dayPart(atMs, nowMs, timeZone) }).format(atMs);
}

/** Returns the full date and time, for details. */
export function exactTime(atMs: number, { formats, timeZone }: LocaleContext): string {
  return dateTimeFormat(formats.times, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(atMs);
}

/** Returns the time of day in the user's time zone: `14:20`. */
export function timeOfDay(atMs: number, { formats, timeZone }: LocaleContext): string {
  return dateTimeFormat(formats.times, { hour: 'numeric', minute: '2-digit', timeZone }).format(atMs);
}

/** Returns the calendar day of a moment in the user's time zone: `2026-11-26`. */
export function calendarDay(atMs: number, { timeZone }: Pick<LocaleContext, 'timeZone'>): string {
  return dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(atMs);
}

/** Returns the day of a moment in the user's time zone: `Today`, `Yesterday`, else `Thu, 26 Nov`. */
export function dayName(atMs: number, nowMs: number, { t, formats, timeZone }: LocaleContext): string {
  const day = dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const number = (ms: number): number => Date.parse(`${day.format(ms)}T00:00:00Z`) / 86_400_000;
  const daysAgo = number(nowMs) - number(atMs);
  if (daysAgo === 0) return t('time.today');
  if (daysAgo === 1) return t('time.yesterday');
  return dateTimeFormat(formats.times, { weekday: 'short', day: 'numeric', month: 'short', timeZone }).format(atMs);
}

/** Returns a calendar day, `YYYY-MM-DD`, in short form: `20 Nov`, with the year if it is not the present year. */
export function shortDay(date: string, nowMs: number, { formats }: LocaleContext): string {
  const atMs = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(atMs)) return date;
  const isThisYear = new Date(atMs).getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  return dateTimeFormat(formats.times, isThisYear ? day : { ...day, year: 'numeric' }).format(atMs);
}

/** Returns the start of the minute of a moment, epoch ms. */
function floorToMinute(atMs: number): number {
  return Math.floor(atMs / minuteMs) * minuteMs;
}

function dayPart(atMs: number, nowMs: number, timeZone: string): Intl.DateTimeFormatOptions {
  const day = dateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const distanceMs = Math.abs(atMs - nowMs);
  // No day is longer than 25 hours, and formatting both days takes time.
  if (distanceMs <= 25 * 3_600_000 && day.format(atMs) === day.format(nowMs)) return {};
  return distanceMs < 7 * 86_400_000 ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
}

/** Returns the age of a figure that is not current: `3 hours old`. If the age is unknown, it returns `last known`. */
export function asOfText(asOf: string | null, locale: LocaleContext, nowMs: number): string {
  return asOf === null ? locale.t('credits.last-known') : ageOf(Date.parse(asOf), nowMs, locale);
}

/**
 * Returns the age of a figure that is not current: `22 min old`, `just now` within the first minute, and `last known`
 * if the clock was set back since then.
 */
export function ageOf(atMs: number, nowMs: number, locale: LocaleContext): string {
  if (atMs - nowMs > minuteMs) return locale.t('credits.last-known');
  return ageText(atMs, nowMs, locale) ?? locale.t('time.just-now');
}

/** Returns how long a time span is in one unit: `22 min`, `3 hours`, `2 days`; null: less than a minute. */
export function spanText(spanMs: number, { t, formats }: LocaleContext): string | null {
  const minutes = Math.floor(spanMs / minuteMs);
  if (minutes < 1) return null;
  if (minutes < 60) return t('age.minutes', { count: numberFormat(formats.numbers, {}).format(minutes) });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t('age.hours', { count: hours }) : t('age.days', { count: Math.floor(hours / 24) });
}

/** Returns the age of an old figure: `22 min old`; null: it was read within the last minute, or its time is in the future. */
export function ageText(atMs: number, nowMs: number, locale: LocaleContext): string | null {
  const age = spanText(nowMs - atMs, locale);
  return age === null ? null : locale.t('age.old', { age });
}
