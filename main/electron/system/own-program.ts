import { ownAppImage } from '../../../core/updates/app-image.ts';

/** What a process knows of the program that it runs. */
export interface RunningProgram {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Returns the file that starts the app again, also after this process has ended. An AppImage and a portable Windows
 * program run from a temporary folder, and their launchers name the file itself.
 */
export function ownProgram({ environment, execPath, platform }: RunningProgram): string {
  if (platform === 'win32') return environment['PORTABLE_EXECUTABLE_FILE'] || execPath;
  return ownAppImage(environment, execPath) ?? execPath;
}
