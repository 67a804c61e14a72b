import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageInfo, languageTags, matchLanguage } from '../../../../core/i18n/languages.ts';

describe('the language for a reader', () => {
  it.each([
    [[], 'en'],
    [['en'], 'en'],
    [['en-GB', 'zh-CN'], 'en'],
    [['zh'], 'zh-Hans'],
    [['zh-CN'], 'zh-Hans'],
    [['zh-Hans-SG'], 'zh-Hans'],
    [['cmn-Hans-CN'], 'zh-Hans'],
    [['de-AT'], 'de'],
    [['de-CH', 'fr-CH'], 'de'],
    [['fr-CA', 'en-CA'], 'fr'],
    [['es-419'], 'es'],
    [['es-MX'], 'es'],
    [['ja-JP'], 'ja'],
    // There is one Portuguese, and one Arabic.
    [['pt'], 'pt-BR'],
    [['pt-PT'], 'pt-BR'],
    [['pt-AO', 'en'], 'pt-BR'],
    [['ar-EG'], 'ar'],
    [['ar-MA', 'fr-MA'], 'ar'],
    [['arb'], 'ar'],
    [['ary-MA'], 'ar'],
    [['gsw-CH'], 'de'],
    [['ca-ES'], 'es'],
    [['ca-ES', 'fr-FR'], 'fr'],
    [['br-FR'], 'fr'],
    // Who reads Traditional Chinese gets Simplified Chinese rather than English.
    [['zh-Hant-TW'], 'zh-Hans'],
    [['zh-TW', 'en-US'], 'zh-Hans'],
    [['zh-HK'], 'zh-Hans'],
    [['yue-Hant-HK'], 'zh-Hans'],
    // A language that the app does not have is passed over, before its relatives are asked.
    [['sv-SE', 'zh-CN', 'en'], 'zh-Hans'],
    [['yue-HK', 'en-HK'], 'en'],
    [['sv-SE'], 'en'],
    [['tlh', 'und', 'mul'], 'en'],
    // Malformed tags name no language.
    [['zh_CN', '', 'C', 'de_AT.UTF-8'], 'en'],
    [['iw-IL', 'ar'], 'ar'],
    [['not a tag', 'zh-CN'], 'zh-Hans'],
  ])('%j: %s', (wanted, tag) => {
    expect(matchLanguage(wanted)).toBe(tag);
  });

  it('is one of the list, whatever is wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/))),
        (wanted) => {
          expect(languageTags).toContain(matchLanguage(wanted));
        },
      ),
    );
  });

  it.each(languageTags)('%s is the language of its own tag', (tag) => {
    expect(matchLanguage(['sv', tag, 'en'])).toBe(tag);
    expect(languageInfo(tag).tag).toBe(tag);
  });
});
