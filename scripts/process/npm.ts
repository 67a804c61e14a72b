import path from 'node:path';

/**
 * Returns the words that run npm with these arguments: the npm that runs this script, else the npm in PATH. Windows starts
 * the npm in PATH only through a shell.
 */
export function npmCommand(...args: readonly string[]): readonly [program: string, ...args: readonly string[]] {
  const running = process.env['npm_execpath'];
  const isNpm = running !== undefined && /^npm-cli\.[cm]?js$/.test(path.basename(running));
  return isNpm ? [process.execPath, running, ...args] : ['npm', ...args];
}
