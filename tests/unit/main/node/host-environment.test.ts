import { expect, test, vi } from 'vitest';
import {
  currentTimeZone,
  hostHomeFolder,
  hostTemporaryFolder,
  hostTimeZone,
  localesOf,
} from '../../../../main/node/host-environment.ts';

test.each(['Etc/Unknown', 'Middle/Earth', '', undefined, 'GMT+25', '../../etc/passwd'])(
  'an unusable time zone (%j) becomes UTC and is marked as unknown',
  (named) => {
    // The default of the argument stands for what the runtime found.
    const zone = named === undefined ? hostTimeZone(null) : hostTimeZone(named);
    expect(zone).toEqual({ name: 'UTC', isKnown: false });
  },
);

test('a usable time zone is returned', () => {
  expect(hostTimeZone('Asia/Shanghai')).toEqual({ name: 'Asia/Shanghai', isKnown: true });
});

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, ['zh-CN']],
  [{ LANG: 'zh_Hans_CN.UTF-8' }, ['zh-Hans-CN']],
  [{ LC_ALL: 'en_GB', LANG: 'zh_CN' }, ['en-GB', 'zh-CN']],
  [{ LANGUAGE: 'zh_CN:en', LANG: 'en_US.UTF-8' }, ['zh-CN', 'en', 'en-US']],
  [{ LANGUAGE: 'zh_CN', LANG: 'C.UTF-8' }, []],
  [{ LC_ALL: 'xx_YY@foo' }, []],
  [{ LC_ALL: 'C', LANG: 'POSIX' }, []],
  [{ LC_ALL: '%%', LANG: '/usr/share/locale', LC_MESSAGES: 'en_'.repeat(5000) }, []],
  [{ LANG: 'en_abcdefghijk' }, []],
  [{}, []],
])('locales of %j', (environment, expected) => {
  expect(localesOf(environment)).toEqual(expected);
});

test.each(['', 'relative', '~'])('a home folder of %j is ignored', (home) => {
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  expect(hostHomeFolder()).toMatch(/^(\/|[A-Z]:\\)/);
  vi.unstubAllEnvs();
});

test('the folder for temporary files is absolute', () => {
  vi.stubEnv('TMPDIR', 'relative');
  expect(hostTemporaryFolder()).toMatch(/^(\/|[A-Z]:\\)/);
  vi.unstubAllEnvs();
});

test('the time zone is looked up again once a minute, because a laptop may travel', () => {
  let nowMs = 0;
  vi.stubEnv('TZ', 'Asia/Tokyo');
  const zone = currentTimeZone(() => nowMs);
  expect(zone()).toBe('Asia/Tokyo');
  vi.stubEnv('TZ', 'Europe/Rome');
  nowMs = 59_999;
  expect(zone()).toBe('Asia/Tokyo');
  nowMs = 60_000;
  expect(zone()).toBe('Europe/Rome');
  vi.unstubAllEnvs();
});
