import { describe, expect, it } from 'vitest';
import { releasesOf, withReleases } from '../../../../scripts/installers/metainfo.ts';

const changelog = `# Changelog

## [Unreleased]

- Not [1.0.0] - 2026-01-01.

## [0.2.0-beta.1] - 2026-12-24

## [0.1.0] - 2026-12-01

## [0.0.9]
`;

describe('the releases in the AppStream file', () => {
  it('are the headings of the changelog that have a day', () => {
    expect(releasesOf(changelog)).toEqual([
      { version: '0.2.0-beta.1', day: '2026-12-24' },
      { version: '0.1.0', day: '2026-12-01' },
    ]);
  });

  it('stand before the end of the component, and a version with a suffix is no stable one', () => {
    expect(withReleases('<component>\n  <id>a</id>\n</component>\n', releasesOf(changelog))).toBe(
      [
        '<component>',
        '  <id>a</id>',
        '  <releases>',
        '    <release version="0.2.0-beta.1" date="2026-12-24" type="development"/>',
        '    <release version="0.1.0" date="2026-12-01" type="stable"/>',
        '  </releases>',
        '</component>',
        '',
      ].join('\n'),
    );
  });

  it('are left out before the first release', () => {
    expect(withReleases('<component>\n</component>', [])).toBe('<component>\n</component>');
  });
});
