import { exitCodes, ExitError } from '../process/exit.ts';

export type PackagedPlatform = 'linux' | 'darwin' | 'win32';

/** One system and processor that an installer is for. */
export interface BuildTarget {
  readonly platform: PackagedPlatform;
  readonly architecture: string;
}

/**
 * The processors that each system gets installers for. Windows on Arm runs the installer for x64: the database module has
 * no build for it (see decision 29).
 */
export const architectures: Readonly<Record<PackagedPlatform, readonly string[]>> = {
  linux: ['x64', 'arm64'],
  darwin: ['x64', 'arm64'],
  win32: ['x64'],
};

const platformNames: Readonly<Record<PackagedPlatform, RegExp>> = {
  linux: /^(?:--linux|-[mowl]*l[mowl]*)$/,
  darwin: /^(?:--mac|--macos|-[mowl]*[mo][mowl]*)$/,
  win32: /^(?:--win|--windows|-[mowl]*w[mowl]*)$/,
};
const platforms = Object.keys(architectures) as readonly PackagedPlatform[];
const architectureName = /^--(x64|ia32|armv7l|arm64|universal)$/;

/**
 * Returns what electron-builder makes for these arguments: the platforms and processors that they name. Without a name it
 * is this platform, and all its processors, or with `--dir` only the one of this computer. Throws `ExitError` (64) on a
 * platform that no installer exists for, and on platforms with different processors: electron-builder would make all
 * installers for all of them.
 */
export function buildTargets(
  asked: readonly string[],
  host: { readonly platform: NodeJS.Platform; readonly architecture: string },
): readonly BuildTarget[] {
  const named = platforms.filter((platform) => asked.some((argument) => platformNames[platform].test(argument)));
  const own = platforms.filter((platform) => platform === host.platform);
  const chosen = named.length > 0 ? named : own;
  if (chosen.length === 0) {
    throw new ExitError(
      exitCodes.badArguments,
      `There is no installer for ${host.platform}. Add --linux, --mac or --win.`,
    );
  }
  const processors = new Set(chosen.map((platform) => architectures[platform].join(' ')));
  const namedArchitectures = asked.flatMap((argument) => architectureName.exec(argument)?.[1] ?? []);
  if (processors.size > 1 && namedArchitectures.length === 0 && !asked.includes('--dir')) {
    throw new ExitError(
      exitCodes.badArguments,
      'These platforms have installers for different processors. Name one processor, such as --x64, or one platform.',
    );
  }
  return chosen.flatMap((platform) => {
    const all = asked.includes('--dir') ? [host.architecture] : architectures[platform];
    return (namedArchitectures.length > 0 ? namedArchitectures : all).map((architecture) => ({
      platform,
      architecture,
    }));
  });
}

/** Returns the arguments for electron-builder with the processors of the targets, if the user named none. */
export function withArchitectures(asked: readonly string[], targets: readonly BuildTarget[]): readonly string[] {
  if (asked.some((argument) => architectureName.test(argument))) return asked;
  return [...asked, ...new Set(targets.map(({ architecture }) => `--${architecture}`))];
}
