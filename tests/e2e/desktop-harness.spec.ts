import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { type ElectronApplication, expect, test } from '@playwright/test';

import { startKeyring } from '../support/desktop/keyring.ts';
import { startNotificationService } from '../support/desktop/notification-service.ts';
import { startStatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { launchApp } from '../support/electron.ts';

const bareTray = path.join(import.meta.dirname, '..', 'support', 'apps', 'bare-tray');

test.skip(process.platform !== 'linux', 'tray and notifications go over D-Bus on Linux only');

let home: string;

test.beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-home-'));
});

test.afterEach(async () => {
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

function launchBareTray(
  options: { readonly env?: Readonly<Record<string, string>>; readonly args?: readonly string[] } = {},
): Promise<ElectronApplication> {
  return launchApp({ home, appFolder: bareTray, ...options });
}

test('the tray of a real app is read and clicked as a desktop does it', async () => {
  const host = await startStatusNotifierHost();
  const application = await launchBareTray();
  const ended = application.waitForEvent('close');
  await host.waitForItem();

  const menu = await host.readMenu();
  expect(menu.map(({ label, type, enabled, children }) => ({ label, type, enabled, children }))).toEqual([
    { label: 'Quit', type: 'standard', enabled: true, children: [] },
  ]);
  expect(await host.readTooltip()).toBe('Bare tray');
  const icon = await host.readIcon();
  expect(icon.argb).toHaveLength(icon.width * icon.height * 4);
  expect(new Set(icon.argb)).toEqual(new Set([0xff]));

  await host.click(menu[0]?.id ?? -1);
  await ended;
  await host.waitForNoItem();
  await host.stop();
});

test('the tray comes back when the panel went away and another one starts', async () => {
  const firstHost = await startStatusNotifierHost();
  const application = await launchBareTray();
  await firstHost.waitForItem();
  await firstHost.stop();

  const secondHost = await startStatusNotifierHost();
  await secondHost.waitForItem();
  expect((await secondHost.readMenu()).map(({ label }) => label)).toEqual(['Quit']);
  await application.close();
  await secondHost.stop();
});

test('a menu shows its separators, ticks, disabled and nested rows', async () => {
  const host = await startStatusNotifierHost();
  const application = await launchBareTray();
  await host.waitForItem();
  await application.evaluate(({ Menu }) => {
    const { tray } = globalThis as unknown as { tray: Electron.Tray };
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'snake_case && more', enabled: false },
        { type: 'separator' },
        { label: 'Ticked', type: 'checkbox', checked: true },
        { label: 'Hidden', visible: false },
        { label: 'Outer', submenu: [{ label: 'Inner' }] },
      ]),
    );
  });
  const rows = await host.waitForMenu((menu) => menu.length === 4);
  expect(rows.map(({ label, type, enabled, checked }) => ({ label, type, enabled, checked }))).toEqual([
    { label: 'snake_case & more', type: 'standard', enabled: false, checked: null },
    { label: '', type: 'separator', enabled: true, checked: null },
    { label: 'Ticked', type: 'standard', enabled: true, checked: true },
    { label: 'Outer', type: 'standard', enabled: true, checked: null },
  ]);
  expect(rows[3]?.children.map(({ label }) => label)).toEqual(['Inner']);
  await application.close();
  await host.stop();
});

test('a click on the icon itself reaches the app', async () => {
  const host = await startStatusNotifierHost();
  const application = await launchBareTray();
  await host.waitForItem();
  const clicked = application.evaluate(() => {
    const { tray } = globalThis as unknown as { tray: Electron.Tray };
    return new Promise<string>((resolve) => tray.once('click', () => resolve('clicked')));
  });
  await expect
    .poll(async () => {
      await host.activate();
      return Promise.race([clicked, new Promise((resolve) => setTimeout(resolve, 200, 'not yet'))]);
    })
    .toBe('clicked');
  await application.close();
  await host.stop();
});

test('a notification is received, and a click on it reaches the app', async () => {
  const service = await startNotificationService();
  const application = await launchBareTray();
  const clicked = application.evaluate(
    ({ Notification }) =>
      new Promise<string>((resolve) => {
        const notification = new Notification({ title: 'Half is left', body: 'of the week' });
        notification.once('click', () => resolve('clicked'));
        notification.show();
      }),
  );
  const notification = await service.waitFor(({ summary }) => summary === 'Half is left');
  expect(notification.body).toBe('of the week');
  expect(Object.keys(notification.actions)).toContain('default');
  service.click(notification.id);
  expect(await clicked).toBe('clicked');
  await application.close();
  await service.stop();
});

test('with a keyring secrets are really encrypted, without one they are not', async () => {
  const isEncrypted = async (application: ElectronApplication): Promise<boolean> => {
    const available = await application.evaluate(({ safeStorage }) => safeStorage.isEncryptionAvailable());
    await application.close();
    return available;
  };
  expect(await isEncrypted(await launchBareTray())).toBe(false);
  const keyring = await startKeyring();
  expect(await isEncrypted(await launchBareTray({ env: keyring.environment, args: keyring.args }))).toBe(true);
  await keyring.stop();
});
