import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { DemoSignIn } from './sign-ins.ts';

/** Where the demo keeps what is its own. */
export interface DemoFolders {
  readonly userHome: string;
  readonly state: string;
}

export async function makeFolders(folder: string): Promise<DemoFolders> {
  const folders = { userHome: path.join(folder, 'home'), state: path.join(folder, 'state') };
  for (const each of Object.values(folders)) await mkdir(each, { recursive: true, mode: 0o700 });
  return folders;
}

/**
 * The variables that keep the app of the demo away from everything real, to be laid over an
 * environment. An empty one counts as not set.
 */
export function demoEnvironment(
  { userHome, state }: DemoFolders,
  signIns: readonly DemoSignIn[],
  claudeBaseUrl: string,
): Readonly<Record<string, string>> {
  const folderOf = (provider: string): string =>
    signIns.find(({ account }) => account.provider === provider)?.folder ?? userHome;
  return {
    HOME: userHome,
    ...(process.platform === 'win32' && { USERPROFILE: userHome, APPDATA: userHome, LOCALAPPDATA: userHome }),
    XDG_CONFIG_HOME: path.join(userHome, '.config'),
    XDG_CACHE_HOME: path.join(userHome, '.cache'),
    XDG_DATA_HOME: path.join(userHome, '.local', 'share'),
    XDG_STATE_HOME: path.join(userHome, '.local', 'state'),
    ...displayAuthority(),
    QUOTA_TRAY_HOME: state,
    CODEX_HOME: folderOf('codex'),
    CLAUDE_CONFIG_DIR: folderOf('claude'),
    QUOTA_TRAY_CODEX_BASE_URL: '',
    QUOTA_TRAY_CLAUDE_BASE_URL: claudeBaseUrl,
    // A proxy of this machine could not reach the stand-ins, and must not see the requests.
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

/** Secrets of the demo are none, and the person's own keyring gets no entry for them. */
export const demoSwitches: readonly string[] = ['--password-store=basic', '--use-mock-keychain'];

/** The key of the X server lies in the real home folder unless a variable names another place. */
function displayAuthority(): Readonly<Record<string, string>> {
  const file = process.env['XAUTHORITY'] || path.join(os.homedir(), '.Xauthority');
  return existsSync(file) ? { XAUTHORITY: file } : {};
}
