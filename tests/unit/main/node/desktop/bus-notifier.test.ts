import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShownHow, SnoozeButton } from '../../../../../core/alerts/shown.ts';
import type { DesktopNotification } from '../../../../../core/ports.ts';
import { type BusNotifier, createBusNotifier } from '../../../../../main/node/desktop/bus-notifier.ts';
import { watchNotificationService } from '../../../../../main/node/desktop/notification-service.ts';
import { connectSessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import {
  type NotificationService,
  startNotificationService,
} from '../../../../support/desktop/notification-service.ts';
import { startPrivateBus } from '../../../../../scripts/desktop/private-bus.ts';

const notice: DesktopNotification = {
  title: 'work: 5 h limit used up',
  body: 'Back <14:02> & soon.',
  accountId: 'codex:1',
};
const hour: SnoozeButton = { text: 'Snooze for 1 hour', accountIds: ['codex:1'], untilMs: null };
const reset: SnoozeButton = { text: 'Snooze until it resets', accountIds: ['codex:1'], untilMs: 5 };
const how = (tag: string, replaces: readonly string[] = []): ShownHow => ({ tag, replaces, buttons: [hour, reset] });

const hasBusDaemon = spawnSync('dbus-daemon', ['--version']).status === 0;

describe.skipIf(!hasBusDaemon)('notices over a real bus (needs dbus-daemon)', () => {
  let bus: Awaited<ReturnType<typeof startPrivateBus>>;
  let folder: string;
  let service: NotificationService | null = null;
  let notifier: BusNotifier;
  const opened: (string | null)[] = [];
  const snoozed: SnoozeButton[] = [];
  const fallen: string[] = [];

  const desktop = (): NotificationService => {
    if (service === null) throw new Error('no service was started');
    return service;
  };
  const startService = async (): Promise<void> => {
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', bus.address);
    service = await startNotificationService();
  };

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'qt-'));
    bus = await startPrivateBus(folder, process.env);
    for (const list of [opened, snoozed, fallen]) list.length = 0;
    notifier = createBusNotifier({
      appName: 'Quota Tray',
      fallback: { show: ({ title }) => void fallen.push(title) },
      onOpen: (id) => void opened.push(id),
      onSnooze: (button) => void snoozed.push(button),
      log: () => undefined,
      connect: () => connectSessionBus(bus.address),
    });
  });
  afterEach(async () => {
    notifier.close();
    await service?.stop();
    service = null;
    await bus.stop();
    rmSync(folder, { recursive: true, force: true });
    vi.unstubAllEnvs();
  });

  it('come with their words and buttons, and a press does what its button says', async () => {
    await startService();
    notifier.show(notice, how('one'));
    notifier.show(notice, how('two'));
    notifier.show({ ...notice, accountId: null });
    await notifier.settled();
    const [first, second, third] = desktop().received();
    expect(first).toMatchObject({
      ...{ appName: 'Quota Tray', summary: notice.title, body: notice.body },
      actions: { default: '', 'snooze-0': hour.text, 'snooze-1': reset.text },
      hints: { 'desktop-entry': 'quota-tray', urgency: 1 },
    });
    desktop().click(first?.id ?? 0);
    desktop().click(second?.id ?? 0, 'snooze-1');
    desktop().click(third?.id ?? 0);
    await vi.waitFor(() => expect(opened).toEqual(['codex:1', null]));
    await vi.waitFor(() => expect(snoozed).toEqual([reset]));
    expect(fallen).toEqual([]);
  });

  it('that take the place of others leave none of them behind', async () => {
    await startService();
    notifier.show(notice, how('one'));
    notifier.show(notice, how('two'));
    notifier.show({ ...notice, title: '3 accounts are back' }, how('all', ['all', 'one', 'two']));
    await notifier.settled();
    const ids = desktop()
      .received()
      .map(({ id }) => id);
    expect(ids).toEqual([ids[0], ids[1], ids[0]]);
    await vi.waitFor(() => expect(desktop().closedByApp()).toEqual([ids[1]]));
  });

  it('a press on what was dismissed, or on a notice of another program, does nothing', async () => {
    await startService();
    notifier.show(notice, how('one'));
    await notifier.settled();
    const [first] = desktop().received();
    desktop().dismiss(first?.id ?? 0);
    desktop().click(first?.id ?? 0);
    desktop().click(999);
    notifier.show(notice, how('two'));
    await notifier.settled();
    desktop().click(desktop().received().at(-1)?.id ?? 0, 'snooze-0');
    await vi.waitFor(() => expect(snoozed).toEqual([hour]));
    expect(opened).toEqual([]);
  });

  it('go the other way while there is no service, and over the bus once one is there', async () => {
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(fallen).toEqual([notice.title]);
    await startService();
    notifier.show(notice, how('two'));
    await vi.waitFor(() => expect(desktop().received()).toHaveLength(1), { timeout: 5_000 });
  });

  it('do not know whether a service that says nothing of it is disturbed', async () => {
    await startService();
    expect(await notifier.doNotDisturb()).toBeNull();
  });

  it('whether notices would be shown is followed as the service comes and goes', async () => {
    const presences: (boolean | null)[] = [];
    const end = watchNotificationService((presence) => void presences.push(presence), {
      platform: 'linux',
      connect: () => connectSessionBus(bus.address),
    });
    await vi.waitFor(() => expect(presences.length).toBeGreaterThan(0));
    await startService();
    await vi.waitFor(() => expect(presences).toEqual([false, true]));
    end();
  });
});

describe('without a session bus', () => {
  it('notices go the other way, and nothing is known of do-not-disturb', async () => {
    const shown: string[] = [];
    const notifier = createBusNotifier({
      ...{ appName: 'Quota Tray', onOpen: () => undefined, onSnooze: () => undefined, log: () => undefined },
      fallback: { show: ({ title }) => void shown.push(title) },
      connect: async () => null,
    });
    notifier.show(notice, how('one'));
    notifier.show(notice);
    await notifier.settled();
    expect(shown).toEqual([notice.title, notice.title]);
    expect(await notifier.doNotDisturb()).toBeNull();
    notifier.close();
  });

  it.each([true, false, 'yes'])('an Inhibited of %s is read for what it is', async (value) => {
    const notifier = createBusNotifier({
      ...{ appName: 'Quota Tray', onOpen: () => undefined, onSnooze: () => undefined, log: () => undefined },
      fallback: { show: () => undefined },
      connect: async () => ({
        call: async ({ member }) => (member === 'Get' ? [{ signature: 'b', value }] : []),
        onSignal: async () => undefined,
        onLost: () => undefined,
        close: () => undefined,
      }),
    });
    expect(await notifier.doNotDisturb()).toBe(typeof value === 'boolean' ? value : null);
  });
});
