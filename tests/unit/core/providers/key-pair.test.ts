import { describe, expect, it } from 'vitest';
import { parseKeyPair } from '../../../../core/providers/key-pair.ts';

describe('a pair of keys', () => {
  it.each([
    ['AKLT1:c2VjcmV0==', { accessKeyId: 'AKLT1', secret: 'c2VjcmV0==' }],
    [' AKLT1:a:b ', { accessKeyId: 'AKLT1', secret: 'a:b' }],
    ['AKLT1', null],
    ['AKLT1:', null],
    [':secret', null],
    ['AKLT1:a b', null],
  ])('is parsed from "%s"', (text, pair) => {
    expect(parseKeyPair(text)).toEqual(pair);
  });
});
