import type { ElectronRuntime } from '../electron/electron-runtime.ts';
import { ExitError, exitCodes } from '../process/exit.ts';

const standInArguments: ReadonlySet<string> = new Set(['--dir', '--linux', '-l', '--x64']);
const namesATarget = /^(?:--(?:mac|macos|win|windows|linux|x64|ia32|armv7l|arm64|universal)\b|-[mowl])/;
const neverPublish = ['--publish', 'never'] as const;

/**
 * What electron-builder is called with for the official Electron: the person's own arguments
 * and the distribution that lies here, so that nothing is downloaded twice. Where the person
 * names a platform or processor, electron-builder finds the matching Electron itself.
 */
export function officialArguments(runtime: ElectronRuntime, asked: readonly string[]): readonly string[] {
  if (asked.some((argument) => namesATarget.test(argument))) return [...asked, ...neverPublish];
  return [...asked, ...neverPublish, `--config.electronDist=${runtime.distFolder}`];
}

/**
 * What electron-builder is called with for a stand-in, whose settings stand in `configFile`.
 * Throws `ExitError` (69) for anything but a plain folder: it is never made into an installer.
 */
export function standInBuilderArguments(
  runtime: ElectronRuntime,
  asked: readonly string[],
  configFile: string,
): readonly string[] {
  if (!asked.includes('--dir') || asked.some((argument) => !standInArguments.has(argument))) {
    throw new ExitError(
      exitCodes.unavailable,
      `${runtime.notice ?? ''} It is too old to be given to anybody, so no installer is made from it; "npm run package -- --dir" makes a folder to try out here.`,
    );
  }
  return [...asked, ...neverPublish, '--config', configFile];
}
