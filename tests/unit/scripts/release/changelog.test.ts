import { describe, expect, it } from 'vitest';
import { changelogSections, withRelease } from '../../../../scripts/release/changelog.ts';

const changelog = `# Changelog

Words before.

## [Unreleased]

### Added

- Something new.

## [1.1.0] - 2026-11-01

- Older.

## [1.0.0]
`;

describe('a changelog', () => {
  it('has a section for each version, with its day and its text', () => {
    expect(changelogSections(changelog)).toEqual([
      { version: 'Unreleased', day: null, text: '### Added\n\n- Something new.' },
      { version: '1.1.0', day: '2026-11-01', text: '- Older.' },
      { version: '1.0.0', day: null, text: '' },
    ]);
  });

  it('is read the same with the line ends of Windows', () => {
    expect(changelogSections(changelog.replaceAll('\n', '\r\n'))).toEqual(changelogSections(changelog));
  });

  it('moves what is unreleased under a new version and leaves the rest as it is', () => {
    const released = withRelease(changelog, '1.2.0', '2026-12-01') ?? '';
    expect(changelogSections(released)).toEqual([
      { version: 'Unreleased', day: null, text: '' },
      { version: '1.2.0', day: '2026-12-01', text: '### Added\n\n- Something new.' },
      ...changelogSections(changelog).slice(1),
    ]);
    expect(
      released.startsWith('# Changelog\n\nWords before.\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added'),
    ).toBe(true);
  });

  it('gives no version where nothing is unreleased', () => {
    expect(withRelease('## [Unreleased]\n\n## [1.0.0] - 2026-11-01\n\n- One.\n', '1.1.0', '2026-12-01')).toBeNull();
    expect(withRelease('## [1.0.0] - 2026-11-01\n', '1.1.0', '2026-12-01')).toBeNull();
  });
});
