import type { Account } from './account.ts';
import { findProvider } from './registry.ts';
import { shellWord } from '../units/shell-word.ts';

/** The shell that a command is written for. */
export type Shell = 'posix' | 'powershell';

/**
 * Returns the command that starts the account's own tool with this account, for the user to copy: `CODEX_HOME=~/.codex-studio
 * codex`. Null: the account was not found in a folder, so no command starts it. The command never has a key.
 */
export function startCommand({ provider, folder }: Pick<Account, 'provider' | 'folder'>, shell: Shell): string | null {
  const tool = findProvider(provider)?.tool;
  // A line break or another control character in a folder could run something else when it is pasted.
  if (tool === undefined || folder == null || folder === '' || /\p{Cc}/u.test(folder)) return null;
  return shell === 'posix'
    ? `${tool.folderVariable}=${posixPath(folder)} ${tool.command}`
    : `$env:${tool.folderVariable}=${powerShellPath(folder)}; ${tool.command}`;
}

/** Quotes a path for a POSIX shell. A leading `~/` stays outside of the quotes, so that the shell still replaces it. */
function posixPath(folder: string): string {
  const [home, rest] = splitHome(folder, /^~\//);
  return `${home}${/^[\w./:@%+,-]+$/u.test(rest) || rest === '' ? rest : shellWord(rest)}`;
}

/** Quotes a path for PowerShell, which does not replace `~` in a variable. */
function powerShellPath(folder: string): string {
  const [home, rest] = splitHome(folder, /^~[\\/]/);
  const quoted = (text: string): string => `'${text.replaceAll(/['‘’‚‛]/gu, (mark) => mark + mark)}'`;
  return home === '' ? quoted(rest) : `$HOME+${quoted(`${home.slice(1)}${rest}`)}`;
}

function splitHome(folder: string, home: RegExp): readonly [home: string, rest: string] {
  return home.test(folder) ? [folder.slice(0, 2), folder.slice(2)] : ['', folder];
}
