import { describe, expect, it } from 'vitest';
import { joinSentences } from '../../../../core/text/layout.ts';
import { localeIn } from '../../../support/locale.ts';

describe('sentences that follow each other', () => {
  it.each([
    ['en', 'One. Two. Three.'],
    ['zh-Hans', 'One.Two.Three.'],
  ] as const)('are joined as %s does it, without those that are missing', (language, joined) => {
    expect(joinSentences(['One.', null, 'Two.', 'Three.'], localeIn(language, language))).toBe(joined);
    expect(joinSentences([null], localeIn(language, language))).toBe('');
  });
});
