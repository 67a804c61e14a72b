import type { LocaleContext, MessageKey } from '../i18n/translate.ts';
import { isolated } from '../units/text.ts';

/** The labels of windows that have no length and a name in the user's language. */
const namesByLabel: ReadonlyMap<string, MessageKey> = new Map([
  ['spend-limit', 'spend.name'],
  ['lower-priority', 'window.lower-priority'],
]);

/** Returns the name of a window in the user's language: `5 h`, `Weekly`, `30 d`, `Spark · Weekly`. */
export function windowName(
  window: { readonly label: string; readonly name: string | null },
  { t }: LocaleContext,
): string {
  const key = namesByLabel.get(window.label);
  if (key !== undefined) return t(key);
  const length = lengthName(window.label, t);
  if (window.name === null) return length;
  const name = isolated(window.name);
  return window.label === 'weekly' || window.label === '' ? name : `${name} · ${length}`;
}

/** Returns the name of a window as a limit, for use inside a sentence: `weekly limit`, `5 h limit`. */
export function limitName(
  window: { readonly label: string; readonly name: string | null },
  locale: LocaleContext,
): string {
  if (window.label === 'spend-limit') return locale.t('window.limit-spend');
  return window.name === null && window.label === 'weekly'
    ? locale.t('window.limit-weekly')
    : locale.t('window.limit', { name: windowName(window, locale) });
}

function lengthName(label: string, t: LocaleContext['t']): string {
  if (label === 'weekly') return t('window.weekly');
  if (label === 'monthly') return t('window.monthly');
  if (label === 'session') return t('window.session');
  if (label === 'other') return t('window.other');
  const match = /^(\d+)([mhd])$/.exec(label);
  if (match === null) return label;
  const count = match[1] ?? '';
  if (match[2] === 'm') return t('window.minutes', { count });
  return match[2] === 'h' ? t('window.hours', { count }) : t('window.days', { count });
}
