import type { CommandPlace } from './command-line.ts';

/** Nothing of the person who runs the tests reaches the program: no sign-in, no proxy, no settings. */
export function testEnvironment({ userHome, home, env = {} }: CommandPlace): Record<string, string> {
  const inherited = ['SystemRoot', 'TMPDIR', 'TEMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    // No tool of a vendor is found, so the endpoint is asked.
    PATH: userHome,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    HOME: userHome,
    USERPROFILE: userHome,
    QUOTA_TRAY_HOME: home,
    CODEX_HOME: `${userHome}/codex`,
    CLAUDE_CONFIG_DIR: `${userHome}/claude`,
    QUOTA_TRAY_CLAUDE_BASE_URL: 'http://127.0.0.1:9',
    ...env,
  };
}
