import type { Reader } from '../translate.ts';

/** A window's name in the reader's words: `5 h`, `Weekly`, `30 d`, `Spark · Weekly`. */
export function windowName(window: { readonly label: string; readonly name: string | null }, { t }: Reader): string {
  const length = lengthName(window.label, t);
  if (window.name === null) return length;
  return window.label === 'weekly' || window.label === '' ? window.name : `${window.name} · ${length}`;
}

function lengthName(label: string, t: Reader['t']): string {
  if (label === 'weekly') return t('window.weekly');
  const match = /^(\d+)([mhd])$/.exec(label);
  if (match === null) return label;
  const count = match[1] ?? '';
  if (match[2] === 'm') return t('window.minutes', { count });
  return match[2] === 'h' ? t('window.hours', { count }) : t('window.days', { count });
}
