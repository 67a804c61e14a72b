import type { Reader } from '../i18n/translate.ts';
import { ago } from '../text/times.ts';

/** `as of 3 h ago` for a figure that is no longer of now, or `last known` where its age is not known. */
export function asOfText(asOf: string | null, reader: Reader, nowMs: number): string {
  const { t } = reader;
  return asOf === null ? t('credits.last-known') : t('state.as-of', { age: ago(Date.parse(asOf), nowMs, reader) });
}
