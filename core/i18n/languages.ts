/** A language of the app. Its texts are `locales/TAG.json` and `locales/renderer.TAG.json`. */
export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** The name in the language itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
  /** ISO 3166: its formats apply when neither the user nor the system names a region. */
  readonly region: string;
}

/** Every language of the app, in the order of the settings. A new language is one line here and its two files. */
export const languages = [
  { tag: 'en', name: 'English', direction: 'ltr', region: 'US' },
  { tag: 'zh-Hans', name: '简体中文', direction: 'ltr', region: 'CN' },
  { tag: 'de', name: 'Deutsch', direction: 'ltr', region: 'DE' },
  { tag: 'fr', name: 'Français', direction: 'ltr', region: 'FR' },
  { tag: 'es', name: 'Español', direction: 'ltr', region: 'ES' },
  { tag: 'ja', name: '日本語', direction: 'ltr', region: 'JP' },
  { tag: 'pt-BR', name: 'Português (Brasil)', direction: 'ltr', region: 'BR' },
  { tag: 'ar', name: 'العربية', direction: 'rtl', region: 'AE' },
] as const satisfies readonly Language[];

/** The tag of a language of the app. */
export type LanguageTag = (typeof languages)[number]['tag'];

/** The tags of all languages of the app. */
export const languageTags: readonly LanguageTag[] = languages.map(({ tag }) => tag);

/** The language whose texts stand in where a catalogue of another language has a gap. */
export const fallbackLanguage = 'en' satisfies LanguageTag;

/** Returns the entry of a language; English for a tag that the app does not have. */
export function languageInfo(tag: string): Language {
  return languages.find((each) => each.tag === tag) ?? languages[0];
}

/**
 * Languages and varieties that the app does not have, with a language that most of their readers read too. The pairs are
 * those of the language matching data of Unicode CLDR.
 */
const relatives: Readonly<Record<string, string>> = {
  ...{ ca: 'es', gl: 'es', eu: 'es', ast: 'es', an: 'es', qu: 'es', gn: 'es', ay: 'es' },
  ...{ br: 'fr', oc: 'fr', co: 'fr', wa: 'fr', frp: 'fr' },
  ...{ gsw: 'de', bar: 'de', nds: 'de', lb: 'de', rm: 'de', hsb: 'de', dsb: 'de', pfl: 'de', swg: 'de' },
  ...{ yue: 'zh', wuu: 'zh', nan: 'zh', hak: 'zh', gan: 'zh', hsn: 'zh', ii: 'zh', bo: 'zh', ug: 'zh' },
  ...{ arz: 'ar', ary: 'ar', apc: 'ar', arq: 'ar', ars: 'ar', aeb: 'ar', acm: 'ar', apd: 'ar' },
};

/**
 * Returns the language for a reader: the first wanted tag in a language that the app has, else the first one with a
 * relative that it has, else English. The region never matters (`de-AT` is German, `pt-PT` Brazilian Portuguese), and
 * the script does not either: who reads Traditional Chinese gets Simplified Chinese, not English.
 *
 * @param wanted BCP 47 tags, best first. Malformed ones are passed over.
 */
export function matchLanguage(wanted: readonly string[]): LanguageTag {
  const spoken = wanted.flatMap((tag) => baseLanguage(tag) ?? []);
  for (const language of [...spoken, ...spoken.map((each) => relatives[each])]) {
    const match = languages.find(({ tag }) => baseLanguage(tag) === language);
    if (match !== undefined) return match.tag;
  }
  return fallbackLanguage;
}

/** Returns the language of a tag without script and region, in its present code: `he` for `iw-IL`; null if malformed. */
function baseLanguage(tag: string): string | null {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return null;
  }
}
