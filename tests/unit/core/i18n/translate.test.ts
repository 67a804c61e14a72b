import { expect, it } from 'vitest';
import { cachedTranslate } from '../../../../core/i18n/translate.ts';

it('gives every sentence as it was made, and makes it once', () => {
  const asked: string[] = [];
  const words = cachedTranslate((key, values) => {
    asked.push(key);
    return `${key} ${JSON.stringify(values ?? null)}`;
  });
  const say = () => [
    words('time.now'),
    words('time.minutes', { minutes: 5 }),
    words('time.minutes', { minutes: '5' }),
    words('time.minutes', { minutes: 6 }),
    words('time.hours-minutes', { hours: 1, minutes: '02' }),
  ];
  const first = say();
  expect(new Set(first).size).toBe(5);
  expect(say()).toEqual(first);
  expect(asked).toHaveLength(5);
});

it('stays right when more is said than it keeps', () => {
  const words = cachedTranslate((_, values) => `${values?.['minutes']} min`);
  for (let minutes = 0; minutes < 9_000; minutes += 1)
    expect(words('time.minutes', { minutes })).toBe(`${minutes} min`);
});
