import { expect, it } from 'vitest';
import { packageKind, type PackageFacts, updateWay } from '../../../../core/updates/package-kind.ts';

const packaged: PackageFacts = {
  platform: 'linux',
  isPackaged: true,
  environment: {},
  executable: '/opt/Quota Tray/quota-tray',
  packageType: null,
  hasUninstaller: false,
};
const mounted = { APPIMAGE: '/home/sam/Quota.AppImage', APPDIR: '/tmp/.mount_Quota1' };

it.each<[string, Partial<PackageFacts>, string, string]>([
  ['an AppImage', { environment: mounted, executable: '/tmp/.mount_Quota1/quota-tray' }, 'appimage', 'here'],
  ['the variables of another AppImage', { environment: mounted }, 'archive', 'page'],
  ['a folder that only begins alike', { environment: mounted, executable: '/tmp/.mount_Quota12/x' }, 'archive', 'page'],
  ['a deb', { packageType: 'deb' }, 'deb', 'page'],
  ['an rpm', { packageType: 'rpm' }, 'rpm', 'page'],
  ['a package of a distribution', { packageType: 'arch' }, 'distribution', 'manager'],
  ['Nix', { executable: '/nix/store/abc-quota-tray/bin/quota-tray' }, 'nix', 'manager'],
  ['Flatpak', { environment: { FLATPAK_ID: 'io.github.quota_tray' } }, 'flatpak', 'manager'],
  ['Snap', { environment: { SNAP: '/snap/quota-tray/1' } }, 'snap', 'manager'],
  ['an archive', {}, 'archive', 'page'],
  ['macOS', { platform: 'darwin' }, 'mac', 'here'],
  ['the Windows installer', { platform: 'win32', hasUninstaller: true }, 'nsis', 'here'],
  ['the portable program', { platform: 'win32', environment: { PORTABLE_EXECUTABLE_FILE: 'x' } }, 'portable', 'page'],
  ['an unpacked folder on Windows', { platform: 'win32' }, 'archive', 'page'],
  ['a checkout', { isPackaged: false }, 'checkout', 'page'],
])('%s is known, and gets new versions in its own way', (_name, facts, kind, way) => {
  const found = packageKind({ ...packaged, ...facts });
  expect([found, updateWay(found)]).toEqual([kind, way]);
});
