import { aloneIn } from '../i18n/direction.ts';
import { listFormat } from '../i18n/formatters.ts';
import type { LocaleContext } from '../i18n/translate.ts';
import { alwaysIsolated, isolated } from '../units/text.ts';

/**
 * Joins the parts that are neither null nor empty with ` · `, which stands between facts in every language. If one part
 * is right to left, no part reorders the others.
 *
 * @param locale The language of the line, for parts that may all be names: they then follow each other as in that
 *   language. Left out: at least one part is a text of the language.
 */
export function joinWithDot(parts: readonly (string | null)[], locale?: Pick<LocaleContext, 'language'>): string {
  const given = parts.filter((part) => part !== null).filter((part) => part !== '');
  const shown = locale === undefined ? given : given.map((part) => aloneIn(part, locale));
  const parted = shown.length > 1 && shown.some((part) => isolated(part) !== part) ? shown.map(alwaysIsolated) : shown;
  return parted.map((part) => isolated(part)).join(' · ');
}

/** Joins the sentences that are not null, as the user's language does it: Chinese has no blank between sentences. */
export function joinSentences(sentences: readonly (string | null)[], { t }: Pick<LocaleContext, 't'>): string {
  const shown = sentences.filter((sentence) => sentence !== null);
  return shown.length === 0 ? '' : shown.reduce((first, second) => t('text.two-sentences', { first, second }));
}

/** Returns `label: text`, as the user's language writes it. */
export function labelled(label: string, text: string, { t }: Pick<LocaleContext, 't'>): string {
  return t('text.labelled', { label, text });
}

/** Returns names as a list of the user's language: `bash, zsh, fish`. */
export function listText(names: readonly string[], { language }: Pick<LocaleContext, 'language'>): string {
  return listFormat(language, { type: 'conjunction', style: 'narrow' }).format(
    names.map((name) => aloneIn(name, { language })),
  );
}
