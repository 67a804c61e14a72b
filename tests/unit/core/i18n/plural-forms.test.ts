import { expect, test } from 'vitest';
import { withPluralForms } from '../../../../core/i18n/plural-forms.ts';

test('a form that the runtime asks for and the catalogue lacks has the text of "other", not an English one', () => {
  const texts = { 'time.days_one': '{{count}} jour', 'time.days_other': '{{count}} jours', 'time.now': 'maintenant' };
  expect(withPluralForms(texts, 'fr')).toEqual({ ...texts, 'time.days_many': '{{count}} jours' });
});

test('a complete catalogue stays as it is', () => {
  const texts = { 'time.days_one': '{{count}} day', 'time.days_other': '{{count}} days' };
  expect(withPluralForms(texts, 'en')).toEqual(texts);
});
