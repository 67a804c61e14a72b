import { expect, test, vi } from 'vitest';
import {
  appLocales,
  currentTimeZone,
  hostHomeFolder,
  hostTemporaryFolder,
  hostTimeZone,
  localesOf,
  terminalLocales,
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

test('formats follow LC_ALL, else the variable of their kind, else LANG', () => {
  const environment = { LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8', LC_NUMERIC: 'C' };
  expect(terminalLocales(environment, 'linux')).toEqual({
    languages: ['en-US'],
    formats: { numbers: null, money: 'en-US', times: 'de-DE' },
  });
  expect(terminalLocales({ ...environment, LC_ALL: 'fr_FR' }, 'linux').formats.times).toBe('fr-FR');
});

test('a terminal that names no locale has that of the system on Windows and macOS', () => {
  const formats = { numbers: 'zh-CN', money: 'zh-CN', times: 'zh-CN' };
  expect(terminalLocales({}, 'win32', () => 'zh-CN')).toEqual({ languages: ['zh-CN'], formats });
  expect(terminalLocales({}, 'linux', () => 'zh-CN').languages).toEqual([]);
});

test('the app takes formats from the session on Linux, and from the system elsewhere', () => {
  const system = { languages: ['en-US'], tag: 'en-DE' };
  const environment = { LC_TIME: 'en_GB.UTF-8' };
  expect(appLocales(environment, 'linux', system).formats).toEqual({
    numbers: 'en-DE',
    money: 'en-DE',
    times: 'en-GB',
  });
  expect(appLocales(environment, 'darwin', system).formats.times).toBe('en-DE');
  expect(appLocales({}, 'linux', { languages: [], tag: 'C' }).formats.times).toBeNull();
});
