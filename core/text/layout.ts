import type { LocaleContext } from '../i18n/translate.ts';
import { isolated } from '../units/text.ts';

/**
 * Joins the parts that are neither null nor empty with ` · `. Right-to-left text in one part does not reorder the other
 * parts.
 */
export function joinWithDot(parts: readonly (string | null)[]): string {
  const shown = parts.filter((part) => part !== null).filter((part) => part !== '');
  return shown.map((part) => isolated(part)).join(' · ');
}

/** Joins the sentences that are not null, as the user's language does it: Chinese has no blank between sentences. */
export function joinSentences(sentences: readonly (string | null)[], { t }: Pick<LocaleContext, 't'>): string {
  const shown = sentences.filter((sentence) => sentence !== null);
  return shown.length === 0 ? '' : shown.reduce((first, second) => t('text.two-sentences', { first, second }));
}
