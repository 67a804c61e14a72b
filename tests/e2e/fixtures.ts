import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base } from '@playwright/test';
import { type NotificationService, startNotificationService } from '../support/desktop/notification-service.ts';
import { startStatusNotifierHost, type StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import { claudeName, type SignInFolders } from './people.ts';
import { type RunningApp, startRunningApp } from './running-app.ts';

export { expect } from '@playwright/test';

/** The folders of one test: nobody is signed in and nothing was ever run. */
export interface Place extends SignInFolders {
  /** The state folder, `QUOTA_TRAY_HOME`. Not there before the first start. */
  readonly home: string;
  /** A folder for whatever else the test needs. */
  readonly elsewhere: string;
  /** What tells the app, and the command line, of these folders and of the upstream. */
  readonly env: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** Set false for a desktop without tray icons. */
  readonly hasTrayHost: boolean;
  /** Set true for a person who has never seen the app. Others have pressed *Done* in its first run. */
  readonly isNewcomer: boolean;
  readonly upstream: FakeUpstream;
  readonly place: Place;
  readonly notifications: NotificationService;
  /** The tray of the desktop; only where there is one. */
  readonly tray: StatusNotifierHost;
  /** Starts the app in its place. What still runs when the test ends is quit. */
  readonly launch: (options?: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** Another state folder, for a second app beside the first. */
    readonly home?: string;
    /** Set false where the app serves no folder. */
    readonly serves?: boolean;
  }) => Promise<RunningApp>;
}

/**
 * A test of the real app on a real desktop, with a real server of this machine as its services. It
 * fails on any error in a page, in the main process and in the log, beside what it checks itself.
 */
export const test = base.extend<Fixtures & { readonly desktop: { readonly tray: StatusNotifierHost | null } }>({
  hasTrayHost: [true, { option: true }],
  isNewcomer: [false, { option: true }],

  upstream: async ({}, use) => {
    const upstream = await startFakeUpstream();
    await use(upstream);
    await upstream.close();
  },

  place: async ({ upstream }, use) => {
    const root = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-e2e-'));
    const [codexFolder, claudeFolder, elsewhere] = ['codex', 'claude', 'elsewhere'].map((name) =>
      path.join(root, name),
    ) as [string, string, string];
    await Promise.all([codexFolder, claudeFolder, elsewhere].map((folder) => mkdir(folder, { mode: 0o700 })));
    const env = {
      CODEX_HOME: codexFolder,
      CLAUDE_CONFIG_DIR: claudeFolder,
      QUOTA_TRAY_CLAUDE_BASE_URL: upstream.claude(claudeName),
    };
    await use({ home: path.join(root, 'state'), codexFolder, claudeFolder, elsewhere, env });
    await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },

  notifications: [
    async ({}, use) => {
      const service = await startNotificationService();
      await use(service);
      await service.stop();
    },
    { auto: true },
  ],

  desktop: [
    async ({ hasTrayHost }, use) => {
      const tray = hasTrayHost ? await startStatusNotifierHost() : null;
      await use({ tray });
      await tray?.stop();
    },
    { auto: true },
  ],

  tray: async ({ desktop }, use) => {
    if (desktop.tray === null) throw new Error('this test has no tray');
    await use(desktop.tray);
  },

  launch: async ({ place, isNewcomer, desktop: _desktop }, use) => {
    const running: RunningApp[] = [];
    await use(async ({ args = [], env = {}, home = place.home, serves = true } = {}) => {
      if (!isNewcomer) await welcome(home);
      const app = await startRunningApp({ home, env: { ...place.env, ...env }, args, serves });
      running.push(app);
      return app;
    });
    for (const app of running) await app.quit();
    const faults = running.flatMap((app) => app.faults());
    base.expect(faults, 'errors of pages, the main process and the log').toEqual([]);
  },
});

test.skip(process.platform !== 'linux', 'tray and notifications are read over D-Bus, which only Linux has');

/** Writes the settings of somebody who has pressed *Done* in the first run, unless there are settings. */
async function welcome(home: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const settings = path.join(home, 'settings.json');
  await writeFile(settings, JSON.stringify({ welcomed: true }), { mode: 0o600, flag: 'wx' }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    },
  );
}
