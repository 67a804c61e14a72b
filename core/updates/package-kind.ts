import { ownAppImage } from './app-image.ts';

/**
 * How this copy of the app came onto the computer. `archive`: unpacked by hand. `distribution`: a package of somebody
 * else, such as a Linux distribution. `checkout`: built from source.
 */
export type PackageKind =
  | 'appimage'
  | 'nsis'
  | 'mac'
  | 'deb'
  | 'rpm'
  | 'portable'
  | 'archive'
  | 'flatpak'
  | 'snap'
  | 'nix'
  | 'distribution'
  | 'checkout';

/** What tells the kinds of packages apart. */
export interface PackageFacts {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly isPackaged: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The path of the running program. */
  readonly executable: string;
  /** The text of `package-type` beside the app, which the builder of a package writes; null: there is none. */
  readonly packageType: string | null;
  /** Whether the uninstaller of the Windows installer lies beside the program. */
  readonly hasUninstaller: boolean;
}

/** Returns how this copy of the app came onto the computer. */
export function packageKind(facts: PackageFacts): PackageKind {
  const { platform, environment, executable, isPackaged, packageType } = facts;
  if (platform === 'linux' && ownAppImage(environment, executable) !== null) return 'appimage';
  if (!isPackaged) return 'checkout';
  if (packageType === 'deb' || packageType === 'rpm') return packageType;
  if (packageType !== null && packageType !== '') return 'distribution';
  if (executable.startsWith('/nix/store/')) return 'nix';
  if (platform === 'linux') {
    if (environment['FLATPAK_ID']) return 'flatpak';
    return environment['SNAP'] ? 'snap' : 'archive';
  }
  if (platform === 'darwin') return 'mac';
  if (environment['PORTABLE_EXECUTABLE_FILE']) return 'portable';
  return facts.hasUninstaller ? 'nsis' : 'archive';
}

/** How a kind of package gets a new version. `manager`: by the program that installed it. */
export type UpdateWay = 'here' | 'page' | 'manager';

/** Returns how a kind of package gets a new version. */
export function updateWay(kind: PackageKind): UpdateWay {
  switch (kind) {
    case 'appimage':
    case 'nsis':
    case 'mac':
      return 'here';
    case 'deb':
    case 'rpm':
    case 'portable':
    case 'archive':
    case 'checkout':
      return 'page';
    case 'flatpak':
    case 'snap':
    case 'nix':
    case 'distribution':
      return 'manager';
  }
}
