import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNewerVersion } from '../../../../core/updates/version.ts';

test.each([
  ['0.2.0', '0.1.9', true],
  ['0.10.0', '0.9.0', true],
  ['1.0.0', '0.99.99', true],
  ['1.0.0', '1.0.0', false],
  ['1.0.0', '1.0.1', false],
  ['1.0.0', '1.0.0-beta.2', true],
  ['1.0.0-beta.2', '1.0.0', false],
  ['1.0.0-beta.10', '1.0.0-beta.9', true],
  ['1.0.0-beta.1', '1.0.0-alpha.7', true],
  ['1.0.1-beta.1', '1.0.0', true],
  ['1.0.0+build.2', '1.0.0+build.1', false],
  ['1.0.0', 'unbuilt', false],
  ['unbuilt', '1.0.0', false],
  ['1.0', '0.9.0', false],
  ['01.0.0', '0.9.0', false],
  ['1.0.0.0', '0.9.0', false],
  ['1.0.0-', '0.9.0', false],
  ['', '0.9.0', false],
  ['99999999999999999999.0.0', '0.9.0', false],
  [`1.0.0-${'x'.repeat(300)}`, '0.9.0', false],
])('%s is newer than %s: %s', (version, than, expected) => {
  expect(isNewerVersion(version, than)).toBe(expected);
});

test('of two different versions exactly one is newer', () => {
  const version = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)).map((numbers) => numbers.join('.'));
  fc.assert(
    fc.property(version, version, (one, other) => {
      const isNewer = [isNewerVersion(one, other), isNewerVersion(other, one)];
      expect(isNewer.filter(Boolean)).toHaveLength(one === other ? 0 : 1);
    }),
  );
});

test('no text is newer than itself, and none throws', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(isNewerVersion(one, one)).toBe(false);
      expect(isNewerVersion(one, other) && isNewerVersion(other, one)).toBe(false);
    }),
  );
});
