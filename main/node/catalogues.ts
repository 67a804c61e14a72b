import { readFileSync } from 'node:fs';
import path from 'node:path';

import { withWholeParts } from '../../core/i18n/direction.ts';
import { type Catalogue, withPluralForms } from '../../core/i18n/plural-forms.ts';

/** The folder of the catalogues as a bundle sees it, put in at build time. Undefined without a build. */
declare const __CATALOGUE_FOLDER__: string | undefined;

/** The folder of the catalogues. The build copies them beside its bundles; without a build they are where they are kept. */
const folder = path.join(
  import.meta.dirname,
  typeof __CATALOGUE_FOLDER__ === 'undefined' ? '../../core/i18n/locales' : __CATALOGUE_FOLDER__,
);

/** Returns the texts of a language for snapshot, menu, notifications and terminal. Throws when they cannot be read. */
export function readCatalogue(language: string): Catalogue {
  return withPluralForms(withWholeParts(textsIn(`${language}.json`), language), language);
}

/** Returns the texts of a language for the pages. Throws when they cannot be read. */
export function readPageCatalogue(language: string): Catalogue {
  return withPluralForms(withWholeParts(textsIn(`renderer.${language}.json`), language), language);
}

/** The files are part of the app, like its code, and a test checks them. */
function textsIn(name: string): Catalogue {
  return JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Catalogue;
}
