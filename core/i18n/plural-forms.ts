/** The texts of one language, by key. */
export type Catalogue = Readonly<Record<string, string>>;

const otherEnding = '_other';

/**
 * Returns the texts with every plural form that this runtime asks for. A newer runtime may know a form that the
 * catalogue was written without; such a form gets the text of `other`, not the English one.
 */
export function withPluralForms(texts: Catalogue, language: string): Catalogue {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  const added: Record<string, string> = {};
  for (const key in texts) {
    const text = texts[key];
    if (text === undefined || !key.endsWith(otherEnding)) continue;
    const stem = key.slice(0, -otherEnding.length);
    for (const form of pluralCategories) if (!(`${stem}_${form}` in texts)) added[`${stem}_${form}`] = text;
  }
  return { ...texts, ...added };
}
