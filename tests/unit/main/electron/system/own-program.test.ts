import { expect, test } from 'vitest';
import { ownProgram } from '../../../../../main/electron/system/own-program.ts';

const mount = '/tmp/.mount_quotaX1';

test.each([
  ['an installed program', 'linux', '/opt/Quota Tray/quota-tray-app', {}, '/opt/Quota Tray/quota-tray-app'],
  [
    'an AppImage',
    'linux',
    `${mount}/quota-tray-app`,
    { APPIMAGE: '/home/ann/Quota Tray.AppImage', APPDIR: mount },
    '/home/ann/Quota Tray.AppImage',
  ],
  [
    'an installed program that another AppImage started',
    'linux',
    '/opt/Quota Tray/quota-tray-app',
    { APPIMAGE: '/home/ann/Editor.AppImage', APPDIR: '/tmp/.mount_editorX1' },
    '/opt/Quota Tray/quota-tray-app',
  ],
  [
    'a folder whose name begins in the same way',
    'linux',
    `${mount}2/quota-tray-app`,
    { APPIMAGE: '/home/ann/Editor.AppImage', APPDIR: mount },
    `${mount}2/quota-tray-app`,
  ],
  ['an AppImage without its folder', 'linux', '/opt/q', { APPIMAGE: '/home/ann/E.AppImage' }, '/opt/q'],
  [
    'a portable program',
    'win32',
    'C:\\Users\\Ann\\AppData\\Local\\Temp\\2x\\quota-tray-app.exe',
    { PORTABLE_EXECUTABLE_FILE: 'D:\\Tools\\Quota Tray.exe' },
    'D:\\Tools\\Quota Tray.exe',
  ],
  ['a program of Windows', 'win32', 'C:\\Programs\\quota-tray-app.exe', {}, 'C:\\Programs\\quota-tray-app.exe'],
] as const)('%s is started again by its own file', (_name, platform, execPath, environment, expected) => {
  expect(ownProgram({ platform, execPath, environment })).toBe(expected);
});
