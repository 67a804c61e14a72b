import path from 'node:path';

/** What a process knows of the program that it runs. */
export interface RunningProgram {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly execPath: string;
  readonly platform: NodeJS.Platform;
}

/**
 * Returns the file that starts the app again, also after this process has ended. An AppImage and a portable Windows
 * program run from a temporary folder, and their launchers name the file itself. A program that was started from another
 * AppImage inherits its variables, so they only count if the program runs from that AppImage.
 */
export function ownProgram({ environment, execPath, platform }: RunningProgram): string {
  if (platform === 'win32') return environment['PORTABLE_EXECUTABLE_FILE'] || execPath;
  const { APPIMAGE: file, APPDIR: mount } = environment;
  const isMounted = mount !== undefined && path.posix.isAbsolute(mount) && isInside(execPath, mount);
  return file !== undefined && path.posix.isAbsolute(file) && isMounted ? file : execPath;
}

function isInside(file: string, folder: string): boolean {
  const relative = path.posix.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith('../');
}
