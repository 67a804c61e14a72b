import { expect, it } from 'vitest';
import { checkRelease, updateAddresses } from '../../../../../main/node/updates/release-check.ts';
import type { PublicHttp } from '../../../../../main/node/http/http-client.ts';

const release = { version: '1.2.3' };

it('the app looks on GitHub, and in a checkout where a variable says', () => {
  const github = updateAddresses({}, true);
  expect(github?.latest).toBe('https://api.github.com/repos/quota-tray/quota-tray/releases/latest');
  expect(github?.filesOf(release)).toBe('https://github.com/quota-tray/quota-tray/releases/download/v1.2.3');
  const own = updateAddresses({ QUOTA_TRAY_UPDATES_URL: 'http://127.0.0.1:8080/feed/' }, false);
  expect([own?.latest, own?.filesOf(release)]).toEqual([
    'http://127.0.0.1:8080/feed/releases/latest',
    'http://127.0.0.1:8080/feed/releases/download/v1.2.3',
  ]);
});

it('a package ignores the variable, and no address without encryption is used', () => {
  expect(updateAddresses({ QUOTA_TRAY_UPDATES_URL: 'https://example.org' }, true)?.latest).toContain('api.github.com');
  expect(updateAddresses({ QUOTA_TRAY_UPDATES_URL: 'http://example.org' }, false)).toBeNull();
  expect(updateAddresses({ QUOTA_TRAY_UPDATES_URL: 'file:///tmp' }, false)).toBeNull();
});

it('the answer is a release, or why there is none', async () => {
  const answering = (reply: Awaited<ReturnType<PublicHttp['get']>>): PublicHttp => ({ get: async () => reply });
  const addresses = updateAddresses({}, true);
  const of = (reply: Awaited<ReturnType<PublicHttp['get']>>) => checkRelease(answering(reply), addresses);
  expect(await of({ kind: 'body', body: { tag_name: 'v1.2.3' } })).toEqual({ kind: 'release', release });
  expect(await of({ kind: 'body', body: { message: 'hello' } })).toMatchObject({ failure: { kind: 'not-understood' } });
  expect(await of({ kind: 'failure', failure: { kind: 'timeout' } })).toMatchObject({
    failure: { kind: 'unreachable' },
  });
  expect(await checkRelease(answering({ kind: 'body', body: {} }), null)).toMatchObject({
    failure: { kind: 'bad-address' },
  });
});
