import { describe, expect, it } from 'vitest';
import { isNativeWayland } from '../../../../../main/electron/windows/native-wayland.ts';

const session = { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0' };
const facts = {
  platform: 'linux' as NodeJS.Platform,
  electronVersion: '45.4.1',
  environment: session as Record<string, string>,
  ozonePlatform: '',
  ozoneHint: '',
};

describe('whether the windows are Wayland windows', () => {
  it.each([
    ['a Wayland session with a present Electron', {}, true],
    ['a Wayland session with an old Electron', { electronVersion: '25.1.1' }, false],
    ['an old Electron that was asked for it', { electronVersion: '25.1.1', ozoneHint: 'auto' }, true],
    ['a Wayland session in which X11 was asked for', { ozonePlatform: 'x11' }, false],
    ['Wayland asked for by name', { ozonePlatform: 'wayland', environment: {} }, true],
    ['an X11 session', { environment: { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' } }, false],
    ['no session at all', { environment: {} }, false],
    ['macOS', { platform: 'darwin' as const }, false],
  ])('%s', (_name, change, expected) => {
    expect(isNativeWayland({ ...facts, ...change })).toBe(expected);
  });
});
