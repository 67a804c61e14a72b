import { withWholeParts } from '../../core/i18n/direction.ts';
import { type Catalogue, withPluralForms } from '../../core/i18n/plural-forms.ts';

const files = import.meta.glob<Catalogue>('../../core/i18n/locales/*.json', { eager: true, import: 'default' });

/** Returns the texts of a language, as `main/node/catalogues.ts` reads them from the disk. */
export function readCatalogue(language: string): Catalogue {
  return withPluralForms(withWholeParts(textsIn(`${language}.json`), language), language);
}

/** Returns the texts of a language for the pages. */
export function readPageCatalogue(language: string): Catalogue {
  return withPluralForms(withWholeParts(textsIn(`renderer.${language}.json`), language), language);
}

function textsIn(name: string): Catalogue {
  return files[`../../core/i18n/locales/${name}`] ?? {};
}
