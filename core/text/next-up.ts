import type { LocaleContext } from '../i18n/translate.ts';
import type { Reserve } from '../snapshot/next-up.ts';
import { percentText } from './numbers.ts';

/** Returns how the account was chosen, in words: `52% is left, an even pace needs 38%.` */
export function reckoningText(reserve: Reserve | null, locale: LocaleContext): string | null {
  if (reserve === null) return null;
  const { t } = locale;
  if (reserve.leftPercent === null) return t('next-up.reckoning-paid');
  const left = percentText(reserve.leftPercent, locale);
  if (reserve.evenPercent === null) return t('next-up.reckoning-open', { left });
  return t('next-up.reckoning', { left, even: percentText(Math.round(reserve.evenPercent), locale) });
}
