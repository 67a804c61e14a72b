import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFailureOf, parseRelease, releasePage } from '../../../../core/updates/release.ts';

describe('the answer about the latest release', () => {
  it.each([
    ['a tag', { tag_name: 'v0.2.0' }, '0.2.0'],
    ['a tag without a letter', { tag_name: '10.0.1', draft: false, prerelease: false }, '10.0.1'],
    ['a draft', { tag_name: 'v0.2.0', draft: true }, null],
    ['a pre-release', { tag_name: 'v0.2.0', prerelease: true }, null],
    ['a tag with an ending', { tag_name: 'v0.2.0-beta.1' }, null],
    ['a tag that is a path', { tag_name: '../../x/1.0.0' }, null],
    ['a tag with leading zeros', { tag_name: 'v01.2.0' }, null],
    ['no tag', { name: 'v0.2.0' }, null],
    ['a list', [{ tag_name: 'v0.2.0' }], null],
    ['nothing', null, null],
  ])('is read from %s', (_name, body, version) => {
    expect(parseRelease(body)?.version ?? null).toBe(version);
  });

  it('never throws, and names only a version of three numbers', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (body, tag) => {
        for (const release of [parseRelease(body), parseRelease({ tag_name: tag })]) {
          if (release !== null) expect(release.version).toMatch(/^\d+\.\d+\.\d+$/);
        }
      }),
    );
  });
});

it.each([
  [{ kind: 'network', cause: 'dns' }, { kind: 'unreachable' }],
  [{ kind: 'network', cause: 'tls' }, { kind: 'certificate' }],
  [{ kind: 'network', cause: 'proxy-sign-in' }, { kind: 'proxy' }],
  [{ kind: 'timeout' }, { kind: 'unreachable' }],
  [
    { kind: 'limited', retryAfterMs: null },
    { kind: 'refused', status: null },
  ],
  [
    { kind: 'unexpected-status', status: 404 },
    { kind: 'refused', status: 404 },
  ],
  [{ kind: 'too-large' }, { kind: 'not-understood' }],
  [{ kind: 'not-json' }, { kind: 'not-understood' }],
] as const)('a request that failed with %o is a look that failed with %o', (failure, expected) => {
  expect(checkFailureOf(failure)).toEqual(expected);
});

it('the page of a version is on the host that the app may open', () => {
  expect(releasePage({ version: '1.2.3' })).toBe('https://github.com/quota-tray/quota-tray/releases/tag/v1.2.3');
  expect(releasePage(null)).toBe('https://github.com/quota-tray/quota-tray/releases');
});
