import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { createLoginItem } from '../../../../../main/electron/system/login-item.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

vi.mock('electron', () => ({ app: {} }));

interface Item {
  readonly name: string;
  readonly path: string;
  readonly scope: string;
}

/** The login items of a made-up system, and the app on it. */
function world(
  platform: NodeJS.Platform,
  given: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly items?: readonly Item[];
    readonly status?: string;
    readonly refuses?: boolean;
    readonly existing?: readonly string[];
    readonly isPackaged?: boolean;
    readonly execPath?: string;
  } = {},
) {
  const homeFolder = temporaryFolder();
  let items = [...(given.items ?? [])];
  let isOpen = false;
  const calls: object[] = [];
  const loginItem = createLoginItem({
    platform,
    homeFolder,
    name: 'Quota Tray',
    isPackaged: given.isPackaged ?? true,
    environment: given.environment ?? {},
    execPath: given.execPath ?? '/opt/quota-tray/quota-tray-app',
    exists: (file) => given.existing?.includes(file) ?? false,
    system: {
      setLoginItemSettings: (settings) => {
        calls.push(settings);
        if (given.refuses !== true) isOpen = settings.openAtLogin;
        if (settings.path !== undefined) items = [{ name: 'app', path: settings.path, scope: 'user' }];
      },
      getLoginItemSettings: () => ({ openAtLogin: isOpen, status: given.status ?? 'enabled', launchItems: items }),
    },
  });
  const entry = path.join(homeFolder, '.config', 'autostart', 'quota-tray.desktop');
  const command = (): string | null =>
    fs.existsSync(entry) ? (/^Exec=(.*)$/m.exec(fs.readFileSync(entry, 'utf8'))?.[1] ?? '') : null;
  return { loginItem, calls, entry, command };
}

const appImage = (file: string) => ({
  environment: { APPIMAGE: file, APPDIR: '/tmp/.mount_q' },
  execPath: '/tmp/.mount_q/quota-tray-app',
});

describe('on Linux', () => {
  it('an AppImage that moved is named again at the next start, and one that is still there stays', () => {
    const before = world('linux', appImage('/home/ann/Downloads/q.AppImage'));
    expect(before.loginItem.set(true)).toBe('done');
    const content = fs.readFileSync(before.entry, 'utf8');
    const moved = world('linux', appImage('/home/ann/Apps/q.AppImage'));
    fs.mkdirSync(path.dirname(moved.entry), { recursive: true });
    fs.writeFileSync(moved.entry, content);
    expect(moved.loginItem.mend(false)).toBeNull();
    expect(moved.loginItem.mend(true)).toBe('done');
    expect(moved.command()).toBe('/home/ann/Apps/q.AppImage');
    expect(moved.loginItem.mend(true)).toBeNull();
    const second = world('linux', {
      ...appImage('/home/ann/2/q.AppImage'),
      existing: ['/home/ann/Downloads/q.AppImage'],
    });
    fs.mkdirSync(path.dirname(second.entry), { recursive: true });
    fs.writeFileSync(second.entry, content);
    expect(second.loginItem.mend(true)).toBeNull();
    expect(second.command()).toBe('/home/ann/Downloads/q.AppImage');
  });

  it('an unpacked folder that moved is named again too', () => {
    const { loginItem, command, entry } = world('linux', { execPath: '/home/ann/old/quota-tray-app' });
    loginItem.set(true);
    const moved = world('linux', { execPath: '/home/ann/new/quota-tray-app' });
    fs.mkdirSync(path.dirname(moved.entry), { recursive: true });
    fs.copyFileSync(entry, moved.entry);
    expect(command()).toBe('/home/ann/old/quota-tray-app');
    expect(moved.loginItem.mend(true)).toBe('done');
    expect(moved.command()).toBe('/home/ann/new/quota-tray-app');
  });

  it.each([
    ['a Flatpak', { environment: { FLATPAK_ID: 'x' } }],
    ['a Snap', { environment: { SNAP: '/snap/x' } }],
    ['a checkout', { isPackaged: false }],
  ])('%s has no entry', (_name, given) => {
    const { loginItem, command } = world('linux', given);
    expect([loginItem.canStartAtLogin, loginItem.set(true), loginItem.mend(true), command()]).toEqual([
      false,
      'failed',
      null,
      null,
    ]);
  });
});

describe('on Windows', () => {
  const portable = { environment: { PORTABLE_EXECUTABLE_FILE: 'D:\\q.exe' }, execPath: 'C:\\Temp\\q.exe' };

  it('a portable program is started by its own file', () => {
    const { loginItem, calls } = world('win32', portable);
    expect(loginItem.set(true)).toBe('done');
    expect(calls).toEqual([{ openAtLogin: true, path: 'D:\\q.exe' }]);
  });

  it.each([
    ['its program is gone', [{ name: 'app', path: 'C:\\old\\q.exe', scope: 'user' }], [], 'done'],
    ['its program is still there', [{ name: 'app', path: 'C:\\old\\q.exe', scope: 'user' }], ['C:\\old\\q.exe'], null],
    ['it names this program', [{ name: 'app', path: 'D:\\q.exe', scope: 'user' }], [], null],
    ['it is for all users', [{ name: 'app', path: 'C:\\old\\q.exe', scope: 'machine' }], [], null],
    ['there is none', [], [], null],
  ] as const)('an entry is mended only if its program is gone: %s', (_name, items, existing, expected) => {
    const { loginItem, calls } = world('win32', { ...portable, items, existing });
    expect(loginItem.mend(true)).toBe(expected);
    expect(calls).toHaveLength(expected === null ? 0 : 1);
  });
});

test.each([
  ['agrees', { status: 'enabled' }, 'done'],
  ['waits for the user', { status: 'requires-approval', refuses: true }, 'approval'],
  ['refuses', { status: 'not-found', refuses: true }, 'failed'],
] as const)('on macOS the system %s', (_name, given, expected) => {
  const { loginItem, calls } = world('darwin', given);
  expect(loginItem.set(true)).toBe(expected);
  expect(calls).toEqual([{ openAtLogin: true }]);
  expect(loginItem.mend(true)).toBeNull();
});
