import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { _electron, type ElectronApplication } from '@playwright/test';

import { electronArguments, resolveElectron } from '../../scripts/electron/runtime.ts';
import { projectRoot } from '../../scripts/process/project.ts';
import { poll } from './desktop/poll.ts';

// What a program needs to reach the desktop. Nothing else is inherited: a person's own
// sign-ins, proxies and settings must not reach the app under test.
const inheritedNames = [
  ...[
    'PATH',
    'DISPLAY',
    'WAYLAND_DISPLAY',
    'XAUTHORITY',
    'XDG_SESSION_TYPE',
    'XDG_RUNTIME_DIR',
    'DBUS_SESSION_BUS_ADDRESS',
  ],
  ...['TMPDIR', 'TEMP', 'SystemRoot'],
] as const;

export interface LaunchOptions {
  /** The state folder of the app, `QUOTA_TRAY_HOME`. */
  readonly home: string;
  /** Added to the environment, which is otherwise built from scratch. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Absolute path of the app; this checkout where it is left out. */
  readonly appFolder?: string;
}

/**
 * The environment of an app under test: the way to the desktop, UTC, English, and `userHome`
 * as an empty home folder of its own.
 */
export function testEnvironment(
  userHome: string,
  home: string,
  env: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const inherited = inheritedNames.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    PATH: [folderOfDeafCodex(userHome), process.env['PATH']].join(path.delimiter),
    LANG: process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8',
    LANGUAGE: 'en',
    TZ: 'UTC',
    HOME: userHome,
    ...(process.platform === 'win32' && { USERPROFILE: userHome, APPDATA: userHome, LOCALAPPDATA: userHome }),
    QUOTA_TRAY_HOME: home,
    ...env,
  };
}

/**
 * A `codex` that says nothing and ends, to be found before a real one: no test may start the tool of
 * the person at this computer. What the tool would answer is then asked of the stand-in service.
 */
function folderOfDeafCodex(userHome: string): string {
  const folder = path.join(userHome, '.deaf-codex');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'codex'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return folder;
}

/**
 * Starts an app on the real Electron of this machine, in an empty home folder of its own.
 * The caller closes the app and removes `home`.
 */
export async function launchApp(options: LaunchOptions): Promise<ElectronApplication> {
  const runtime = await resolveElectron();
  const userHome = temporaryUserHome();
  return _electron.launch({
    executablePath: runtime.executable,
    args: [...electronArguments(), options.appFolder ?? projectRoot, ...(options.args ?? [])],
    env: testEnvironment(userHome, options.home, options.env),
    cwd: userHome,
    // Playwright would switch the sandbox off by itself.
    chromiumSandbox: electronArguments().length === 0,
  });
}

const startWithinMs = 120_000;

/** Waits until the app itself has started. Its icon comes before the rest of it. */
export async function waitForStart(application: ElectronApplication): Promise<void> {
  await poll('the start of the app', startWithinMs, async () =>
    (await application.evaluate(() => '__quotaTray' in globalThis)) ? true : undefined,
  );
}

const userHomes: string[] = [];

/**
 * An empty home folder that goes when this process ends: some of Chromium's processes write
 * for a moment longer than the app lives, so that it could not be removed with the app.
 */
function temporaryUserHome(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'quota-tray-user-'));
  if (userHomes.length === 0) {
    process.once('exit', () => {
      for (const userHome of userHomes) rmSync(userHome, { recursive: true, force: true, maxRetries: 5 });
    });
  }
  userHomes.push(folder);
  return folder;
}
