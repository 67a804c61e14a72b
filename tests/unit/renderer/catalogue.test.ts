import { expect, it } from 'vitest';
import { translateInto } from '../../../renderer/i18n/catalogue.ts';

it('a sentence in a sentence keeps the direction of the page, and a name in one does not reorder it', () => {
  const t = translateInto('en', { direction: 'rtl' });
  const when = t('ui.text.pair', { first: '7:00', second: 'كل يوم' });
  expect(when).toBe('\u20687:00\u2069, \u2068كل يوم\u2069');
  expect(t('ui.text.labelled', { label: 'work', text: when })).toBe(`\u2068work\u2069: ${when}`);
  expect(translateInto('en')('ui.text.pair', { first: '7:00', second: 'x' })).toBe('7:00, x');
});
