import { dateTimeFormat, listFormat, numberFormat } from '../i18n/formatters.ts';
import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import { isolated } from '../units/text.ts';
import { minuteMs, wholeMinuteMs } from '../units/time.ts';

/** What names a limit. */
export interface NamedLimit {
  readonly label: string;
  readonly name: string | null;
}

const wordKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['weekly', 'limit.week'],
  ['monthly', 'limit.month'],
  ['session', 'limit.session'],
  ['other', 'limit.other'],
  ['spend-limit', 'spend.name'],
  ['lower-priority', 'window.lower-priority'],
]);

/** The labels of limits whose word says everything, so that a name of the service adds nothing. */
const namesThemselves: ReadonlySet<string> = new Set(['spend-limit', 'lower-priority']);

const inlineKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['weekly', 'limit.week-inline'],
  ['monthly', 'limit.month-inline'],
  ['session', 'limit.session-inline'],
  ['other', 'limit.other-inline'],
  ['spend-limit', 'window.limit-spend'],
]);

const lengthKeys: Readonly<Record<string, MessageKey>> = {
  m: 'limit.minutes',
  h: 'limit.hours',
  d: 'limit.days',
};

const namedKeys: ReadonlyMap<string, MessageKey> = new Map([
  ['weekly', 'limit.named-week'],
  ['monthly', 'limit.named-month'],
  ['session', 'limit.named-session'],
  ['spend-limit', 'window.limit-spend'],
]);

const namedLengthKeys: Readonly<Record<string, MessageKey>> = {
  m: 'limit.named-minutes',
  h: 'limit.named-hours',
  d: 'limit.named-days',
};

/** Returns the name of a limit with a line of its own: `5 hours`, `Week`, `Opus, week`. */
export function limitTitle(limit: NamedLimit, locale: LocaleContext): string {
  if (limit.name === null || namesThemselves.has(limit.label)) return lengthText(limit.label, wordKeys, locale);
  return ofModel(limit.name, limit.label, locale);
}

/** Returns the name of a limit inside a line: `5 hours`, `week`, `Opus, week`. */
export function limitInline(limit: NamedLimit, locale: LocaleContext): string {
  if (limit.name === null || namesThemselves.has(limit.label)) return lengthText(limit.label, inlineKeys, locale);
  return ofModel(limit.name, limit.label, locale);
}

function ofModel(name: string, label: string, locale: LocaleContext): string {
  if (label === '') return isolated(name);
  return locale.t('limit.of-model', { name: isolated(name), limit: lengthText(label, inlineKeys, locale) });
}

function lengthText(label: string, keys: ReadonlyMap<string, MessageKey>, { t }: LocaleContext): string {
  const key = keys.get(label) ?? wordKeys.get(label);
  if (key !== undefined) return t(key);
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(label) ?? [];
  const lengthKey = lengthKeys[unit];
  return count === undefined || lengthKey === undefined ? label : t(lengthKey, { count: Number(count) });
}

/** Returns the name of a limit as a thing, for use inside a sentence: `5-hour limit`, `weekly limit`, `Opus weekly limit`. */
export function limitName({ label, name }: NamedLimit, locale: LocaleContext): string {
  const { t } = locale;
  if (name === null || namesThemselves.has(label)) return limitOfLength(label, locale);
  if (label === '') return t('limit.named-other', { name: isolated(name) });
  return t('limit.named-of-model', { name: isolated(name), limit: limitOfLength(label, locale) });
}

function limitOfLength(label: string, locale: LocaleContext): string {
  const { t } = locale;
  const key = namedKeys.get(label);
  if (key !== undefined) return t(key);
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(label) ?? [];
  const lengthKey = namedLengthKeys[unit];
  if (count !== undefined && lengthKey !== undefined) return t(lengthKey, { count: Number(count) });
  return t('limit.named-other', { name: lengthText(label, inlineKeys, locale) });
}

/** Returns the name of a limit as the beginning of a heading: `5-hour limit`, `Weekly limit`. */
export function limitHeading(limit: NamedLimit, locale: LocaleContext): string {
  return limitName(limit, locale).replace(/^\p{Ll}/u, (first) => first.toLocaleUpperCase(locale.language));
}

/** Returns a percentage in words for a screen reader: `7 percent`. */
export function spokenPercent(percent: number, { formats }: LocaleContext): string {
  const words = numberFormat(formats.numbers, { style: 'unit', unit: 'percent', unitDisplay: 'long' });
  const whole = percent > 99 && percent < 100 ? 99 : percent > 0 && percent < 1 ? 1 : Math.round(percent);
  return words.format(whole);
}

/** Returns the time until a moment in words for a screen reader: `1 hour 2 minutes`; null: it is now or over. */
export function spokenTime(untilMs: number, nowMs: number, { formats }: LocaleContext): string | null {
  const minutes = Math.floor((untilMs - wholeMinuteMs(nowMs)) / minuteMs);
  if (minutes < 1) return null;
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ['day', days],
    ['hour', hours],
    ['minute', days > 0 ? 0 : rest],
  ] as const;
  const language = dateTimeFormat(formats.times, {}).resolvedOptions().locale;
  const spoken = parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => numberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
  return listFormat(language, { type: 'unit', style: 'narrow' }).format(spoken);
}
