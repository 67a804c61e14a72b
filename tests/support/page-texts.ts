import { withWholeParts } from '../../core/i18n/direction.ts';
import english from '../../core/i18n/locales/renderer.en.json';
import type { PageTexts } from '../../core/ipc/answers.ts';
import type { Catalogue } from '../../core/i18n/plural-forms.ts';
import { pseudoCatalogue, pseudoLanguage } from './pseudo.ts';

const files = import.meta.glob<Catalogue>('../../core/i18n/locales/renderer.*.json', { import: 'default' });

/** Returns the texts of the pages in a language, as the main process sends them, or those of the pseudo-locale. */
export async function pageTexts(language: string): Promise<PageTexts> {
  if (language === pseudoLanguage) return { language, texts: pseudoCatalogue(english) };
  const load = language === 'en' ? undefined : files[`../../core/i18n/locales/renderer.${language}.json`];
  const texts = await load?.();
  return { language, texts: texts === undefined ? null : withWholeParts(texts, language) };
}
