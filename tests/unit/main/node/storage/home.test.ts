import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { prepareHome, resolveHome } from '../../../../../main/node/storage/home.ts';
import { modeOf, temporaryFolder } from '../../../../support/temporary-folder.ts';

const linux = { homeFolder: '/home/ann', platform: 'linux' } as const;
const windows = { homeFolder: 'C:\\Users\\ann', platform: 'win32' } as const;

test.each([
  [{ ...linux, environment: {} }, '/home/ann/.config/quota-tray'],
  [{ ...linux, environment: { XDG_CONFIG_HOME: '/etc/ann' } }, '/etc/ann/quota-tray'],
  [{ ...linux, environment: { XDG_CONFIG_HOME: 'relative' } }, '/home/ann/.config/quota-tray'],
  [{ ...linux, environment: { QUOTA_TRAY_HOME: '/srv/state/', XDG_CONFIG_HOME: '/etc/ann' } }, '/srv/state'],
  [{ ...linux, environment: { QUOTA_TRAY_HOME: '' } }, '/home/ann/.config/quota-tray'],
  [{ ...linux, environment: { QUOTA_TRAY_HOME: '~/state' } }, '/home/ann/state'],
  [
    { homeFolder: '/Users/ann', platform: 'darwin', environment: { XDG_CONFIG_HOME: '/etc/ann' } } as const,
    '/Users/ann/Library/Application Support/quota-tray',
  ],
  [{ ...windows, environment: { APPDATA: 'D:\\Roaming' } }, 'D:\\Roaming\\quota-tray'],
  [{ ...windows, environment: {} }, 'C:\\Users\\ann\\AppData\\Roaming\\quota-tray'],
  [{ ...windows, environment: { QUOTA_TRAY_HOME: 'D:\\state' } }, 'D:\\state'],
])(
  'the folder of all state is where Electron keeps it, or where QUOTA_TRAY_HOME says: %j',
  (surroundings, expected) => {
    expect(resolveHome(surroundings)).toBe(expected);
  },
);

test('a missing folder is made for its owner alone', () => {
  const home = path.join(temporaryFolder(), 'deep', 'home');
  expect(prepareHome(home)).toEqual({ kind: 'writable' });
  expect(modeOf(home)).toBe(0o700);
});

test('a folder of the user that is too open is closed', () => {
  const home = temporaryFolder();
  fs.chmodSync(home, 0o755);
  expect(prepareHome(home)).toEqual({ kind: 'writable' });
  expect(modeOf(home)).toBe(0o700);
});

test('a shared folder is used but never closed to others', () => {
  const home = temporaryFolder();
  fs.chmodSync(home, 0o1777);
  expect(prepareHome(home)).toEqual({ kind: 'writable' });
  expect(modeOf(home)).toBe(0o777);
});

test('a folder that cannot be made is a value, not an exception', () => {
  const file = path.join(temporaryFolder(), 'file');
  fs.writeFileSync(file, '');
  expect(prepareHome(path.join(file, 'home'))).toEqual({ kind: 'not-a-folder' });
  expect(prepareHome(file)).toEqual({ kind: 'not-a-folder' });
});
