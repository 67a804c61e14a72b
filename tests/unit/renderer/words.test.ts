import { describe, expect, it } from 'vitest';
import english from '../../../core/locales/renderer.en.json';
import chinese from '../../../core/locales/renderer.zh-Hans.json';

const englishWords = new Map(Object.entries(english));
const chineseWords = new Map(Object.entries(chinese));

function slots(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();
}

describe('the words of the pages', () => {
  it('have the same keys in both languages, all under ui.', () => {
    expect([...chineseWords.keys()]).toEqual([...englishWords.keys()]);
    for (const key of englishWords.keys()) expect(key).toMatch(/^ui\./);
  });

  it.each([...englishWords])('%s has the same slots and a text in both languages', (key, text) => {
    const other = chineseWords.get(key) ?? '';
    expect(slots(other)).toEqual(slots(text));
    expect(text.trim()).not.toBe('');
    expect(other.trim()).not.toBe('');
  });
});
