import type { UiTranslate } from '../../i18n/catalogue.ts';

/** Monday, 1 January 2024, in the middle of the day. */
const aMondayMs = Date.UTC(2024, 0, 1, 12);
const dayMs = 86_400_000;
export const allDays: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
export const workdays: readonly number[] = [1, 2, 3, 4, 5];

/** The name of a day of the week; 1 is Monday. */
export function dayName(day: number, language: string, length: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(aMondayMs + (day - 1) * dayMs);
}

/** `07:00, Monday to Friday`. */
export function scheduleWords(
  { days, time }: { readonly days: readonly number[]; readonly time: string },
  language: string,
  t: UiTranslate,
): string {
  if (days.length === 7) return `${time}, ${t('ui.warmups.every-day')}`;
  if (days.join() === workdays.join()) return `${time}, ${t('ui.warmups.workdays')}`;
  const names = days.map((day) => dayName(day, language, 'short'));
  return `${time}, ${names.join(' ')}`;
}
