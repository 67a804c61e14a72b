/**
 * The Debian packages that tests on a desktop need. Where newer releases renamed one for
 * 64-bit times the same name with `t64` is taken: nobody has to keep two lists.
 */
const electronLibraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatspi2.0-0',
  'libdrm2',
  'libnotify4',
  'libsecret-1-0',
] as const;
const testTools = ['dbus', 'gnome-keyring', 'imagemagick', 'fonts-dejavu-core', 'fonts-noto-cjk'] as const;
const virtualDesktop = ['xvfb', 'openbox'] as const;

/** Servers that tests start privately; the tests that need one skip themselves without it. */
export const serverPackages = ['postgresql', 'prometheus'] as const;

/** The commands of the desktop's packages, for Linux distributions with other package names. */
const testCommands = ['dbus-daemon', 'gnome-keyring-daemon'] as const;
const virtualDesktopCommands = ['Xvfb', 'openbox'] as const;

export interface DesktopNeeds {
  readonly packages: readonly string[];
  readonly commands: readonly string[];
}

/** What tests need here, more of it where there is no display yet. */
export function desktopNeeds(isDisplayThere: boolean): DesktopNeeds {
  if (isDisplayThere) return { packages: [...electronLibraries, ...testTools], commands: testCommands };
  return {
    packages: [...electronLibraries, ...testTools, ...virtualDesktop],
    commands: [...testCommands, ...virtualDesktopCommands],
  };
}
