import { describe, expect, it } from 'vitest';
import { disagreements, isVersion, type VersionSources } from '../../../../scripts/release/agreement.ts';

const good: VersionSources = {
  tag: 'v1.2.3',
  packageJson: '{"version":"1.2.3"}',
  packageLock: '{"version":"1.2.3","packages":{"":{"version":"1.2.3"}}}',
  changelog: '## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n\n- New.\n\n## [1.2.2] - 2026-11-01\n\n- Old.\n',
};

describe('a tag and the texts of a release', () => {
  it.each<[string, Partial<VersionSources>]>([
    ['the same version everywhere', {}],
    ['no tag yet', { tag: null }],
    ['no Unreleased', { changelog: '## [1.2.3] - 2026-12-01\n\n- New.\n' }],
  ])('agree with %s', (_name, change) => {
    expect(disagreements({ ...good, ...change })).toEqual([]);
  });

  it.each<[string, Partial<VersionSources>, readonly string[]]>([
    ['a tag of another version', { tag: 'v1.2.4' }, ['The tag is v1.2.4, but package.json has the version 1.2.3.']],
    ['a tag without v', { tag: '1.2.3' }, ['The tag is 1.2.3, but package.json has the version 1.2.3.']],
    [
      'an old lock file',
      { packageLock: '{"version":"1.2.2","packages":{"":{"version":"1.2.3"}}}' },
      ['package-lock.json has the version 1.2.2 and 1.2.3, but package.json has 1.2.3.'],
    ],
    ['an empty lock file', { packageLock: '{}' }, ['package-lock.json has the version none and none,']],
    [
      'an older version on top of the changelog',
      { changelog: '## [1.2.2] - 2026-11-01\n\n- Old.\n\n## [1.2.3] - 2026-12-01\n\n- New.\n' },
      ['CHANGELOG.md has 1.2.2 as its newest version, but package.json has 1.2.3.'],
    ],
    [
      'only unreleased changes',
      { changelog: '## [Unreleased]\n\n- New.\n' },
      ['CHANGELOG.md has no version, but package.json has 1.2.3.'],
    ],
    ['a version without a day', { changelog: '## [1.2.3]\n\n- New.\n' }, ['CHANGELOG.md has no day for 1.2.3.']],
    [
      'a version without an entry',
      { changelog: '## [1.2.3] - 2026-12-01\n' },
      ['CHANGELOG.md has no entry for 1.2.3.'],
    ],
    [
      'a version that comes twice',
      { changelog: `${good.changelog}\n## [1.2.3] - 2026-10-01\n\n- Copied.\n` },
      ['CHANGELOG.md has 1.2.3 twice.'],
    ],
    [
      'no version',
      { packageJson: '{}', tag: null },
      ['package.json has the version none, which is not a valid version.'],
    ],
  ])('do not agree with %s', (_name, change, wanted) => {
    const problems = disagreements({ ...good, ...change });
    expect(problems.length).toBeGreaterThanOrEqual(wanted.length);
    for (const [index, sentence] of wanted.entries()) expect(problems[index]).toContain(sentence);
  });

  it.each([
    ['1.2.3', true],
    ['1.2.3-beta.1', true],
    ['0.1.0', true],
    ['v1.2.3', false],
    ['1.2', false],
    ['1.2.3+build', false],
    ['1.2.3-', false],
    ['1.2.3; rm -rf /', false],
  ])('%s is a version: %s', (text, wanted) => {
    expect(isVersion(text)).toBe(wanted);
  });
});
