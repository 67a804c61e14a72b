import type { QuietHours, QuietSpan, Weekday } from '../../core/settings/alerts.ts';
import type { Settings } from '../../core/settings/settings.ts';
import type { Appearance } from '../../core/views/panel.ts';
import { shownDays } from './alert-lists.ts';

/** 1 January 2024 is a Monday. The middle of the day, so that no zone moves it. */
const aMondayMs = Date.UTC(2024, 0, 1, 12);
const dayMs = 86_400_000;

/** The span of quiet hours that the user gets at first. */
export const usualSpan: QuietSpan = { from: '22:00', to: '07:00' };

/** Returns the short name of a day in a language: `Mon`. */
export function shortDay(day: Weekday, language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  return format.format(aMondayMs + shownDays.indexOf(day) * dayMs);
}

/** What a time of day is written by. */
export type Clock = Pick<Appearance, 'language' | 'times'>;

/** Returns a stored time of day, `HH:MM`, as the region writes it: `7:00 AM`, `07:00`. */
export function timeText(time: string, { language, times = language }: Clock): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const format = new Intl.DateTimeFormat(times, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' });
  return format.format(Date.UTC(2024, 0, 1, hours, minutes));
}

/** Returns an hour of the day without minutes, as the region writes it: `6 AM`, `06`. */
export function hourText(hour: number, { language, times = language }: Clock): string {
  return new Intl.DateTimeFormat(times, { hour: 'numeric', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1, hour));
}

/** Returns the days with quiet hours, from Monday. */
export function quietDays(hours: QuietHours): readonly Weekday[] {
  return shownDays.filter((day) => hours[day] !== undefined);
}

/** Returns the one span of all days with quiet hours; null: there is none, or the days differ. */
export function commonSpan(hours: QuietHours): QuietSpan | null {
  const spans = Object.values(hours).filter((span) => span !== undefined);
  const [first] = spans;
  const isCommon = spans.every((span) => span.from === first?.from && span.to === first.to);
  return first !== undefined && isCommon ? first : null;
}

/** Returns the same span on each of these days. */
export function onDays(days: readonly Weekday[], span: QuietSpan): Settings['quietHours'] {
  return Object.fromEntries(days.map((day) => [day, span]));
}

/** A part of the day in percent of its length. */
interface DayPart {
  readonly fromPercent: number;
  readonly lengthPercent: number;
}

/** Returns the parts of a day in which a span is quiet: two if it lasts past midnight. */
export function partsOfDay({ from, to }: QuietSpan): readonly DayPart[] {
  const [start, end] = [percentOfDay(from), percentOfDay(to)];
  if (start < end) return [{ fromPercent: start, lengthPercent: end - start }];
  return [
    { fromPercent: 0, lengthPercent: end },
    { fromPercent: start, lengthPercent: 100 - start },
  ].filter(({ lengthPercent }) => lengthPercent > 0);
}

function percentOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return ((hours * 60 + minutes) / 1440) * 100;
}
