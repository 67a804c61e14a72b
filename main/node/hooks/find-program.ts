import fs from 'node:fs';
import path from 'node:path';

/**
 * The file of a program: a full path as it is, a bare name where the path has it; null: there is none.
 * A path that is neither is refused, because it would depend on the folder the app was started in. On
 * Windows only `.exe` and `.com` run without a shell.
 */
export function findProgram(
  command: string,
  searchPath: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  if (path.isAbsolute(command)) return isProgram(command, platform) ? command : null;
  if (command !== path.basename(command)) return null;
  const names = platform === 'win32' ? [command, `${command}.exe`, `${command}.com`] : [command];
  for (const folder of searchPath.split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const found = names.map((name) => path.join(folder, name)).find((file) => isProgram(file, platform));
    if (found !== undefined) return found;
  }
  return null;
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' && !/\.(exe|com)$/i.test(file)) return false;
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
