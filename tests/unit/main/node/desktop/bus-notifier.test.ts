import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NotificationOptions, SnoozeButton } from '../../../../../core/alerts/delivery.ts';
import type { DesktopNotification } from '../../../../../core/ports.ts';
import { type BusNotifier, createBusNotifier } from '../../../../../main/node/desktop/bus-notifier.ts';
import { watchNotificationService } from '../../../../../main/node/desktop/desktop-services.ts';
import { type BusCall, connectSessionBus, type SessionBus } from '../../../../../main/node/desktop/session-bus.ts';
import {
  type NotificationService,
  startNotificationService,
} from '../../../../support/desktop/notification-service.ts';
import { startPrivateBus } from '../../../../../scripts/desktop/virtual-desktop.ts';
import { eventually } from '../../../../support/eventually.ts';

const notice: DesktopNotification = {
  title: 'work: 5-hour limit used up',
  body: 'Back <14:02> & soon.',
  accountId: 'codex:1',
};
const hour: SnoozeButton = { text: 'Mute for 1 hour', accountIds: ['codex:1'], untilMs: null };
const reset: SnoozeButton = { text: 'Mute until the reset', accountIds: ['codex:1'], untilMs: 5 };
const how = (tag: string, replaces: readonly string[] = []): NotificationOptions => ({
  ...{ tag, replaces, urgency: 'low', category: 'window-back', hasSound: false },
  opens: [{ text: 'Open', accountId: 'codex:1' }],
  buttons: [hour, reset],
});

const hasBusDaemon = spawnSync('dbus-daemon', ['--version']).status === 0;

describe.skipIf(!hasBusDaemon)('notifications over a real bus (needs dbus-daemon)', () => {
  let bus: Awaited<ReturnType<typeof startPrivateBus>>;
  let folder: string;
  let service: NotificationService | null = null;
  let notifier: BusNotifier;
  const opened: (string | null)[] = [];
  const tokens: (string | null)[] = [];
  const snoozed: SnoozeButton[] = [];
  const logged: string[] = [];

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
    for (const list of [opened, tokens, snoozed, logged]) list.length = 0;
    notifier = createBusNotifier({
      appName: 'Quota Tray',
      onOpen: (id, token) => void [opened.push(id), tokens.push(token)],
      onSnooze: (button) => void snoozed.push(button),
      log: (message) => void logged.push(message),
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

  it('have their text and buttons, and a press does what its button says', async () => {
    await startService();
    notifier.show(notice, how('one'));
    notifier.show(notice, how('two'));
    notifier.show({ ...notice, accountId: null });
    await notifier.settled();
    const [first, second, third] = desktop().received();
    expect(first).toMatchObject({
      ...{ appName: 'Quota Tray', summary: notice.title, body: notice.body },
      actions: { default: '', 'open-0': 'Open', 'snooze-0': hour.text, 'snooze-1': reset.text },
      hints: {
        'desktop-entry': 'io.github.quota_tray.quota_tray',
        urgency: 0,
        category: 'x-quota-tray.window-back',
        'suppress-sound': true,
      },
    });
    desktop().click(first?.id ?? 0);
    desktop().click(second?.id ?? 0, 'snooze-1');
    desktop().click(third?.id ?? 0);
    await eventually(() => expect(opened).toEqual(['codex:1', null]));
    expect(tokens).toEqual([null, null]);
    await eventually(() => expect(snoozed).toEqual([reset]));
    expect(logged).toEqual([]);
  });

  it('open their account with a button, and hand over the token that lets a window come to the front', async () => {
    await startService();
    notifier.show(notice, how('one'));
    await notifier.settled();
    const [first] = desktop().received();
    desktop().activate(first?.id ?? 0, 'token-1');
    desktop().click(first?.id ?? 0, 'open-0');
    await eventually(() => expect(opened).toEqual(['codex:1']));
    expect(tokens).toEqual(['token-1']);
  });

  it('replace the one about the same limit', async () => {
    await startService();
    notifier.show(notice, how('one', ['one']));
    notifier.show({ ...notice, title: 'again' }, how('one', ['one']));
    await notifier.settled();
    const received = desktop().received();
    expect(received.map(({ summary }) => summary)).toEqual([notice.title, 'again']);
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
  });

  it('replace older ones completely', async () => {
    await startService();
    notifier.show(notice, how('one'));
    notifier.show(notice, how('two'));
    notifier.show({ ...notice, title: '3 accounts are available again' }, how('all', ['all', 'one', 'two']));
    await notifier.settled();
    const ids = desktop()
      .received()
      .map(({ id }) => id);
    expect(ids).toEqual([ids[0], ids[1], ids[0]]);
    await eventually(() => expect(desktop().closedByApp()).toEqual([ids[1]]));
  });

  it('ignore a press on a closed one or on one of another program', async () => {
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
    await eventually(() => expect(snoozed).toEqual([hour]));
    expect(opened).toEqual([]);
  });

  it('are logged while there is no service, and shown when it starts', async () => {
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(logged).toEqual([expect.stringContaining('A notification was not shown')]);
    await startService();
    notifier.show(notice, how('two'));
    await notifier.settled();
    expect(desktop().received()).toHaveLength(1);
  });

  it('do not know do-not-disturb if the service does not report it', async () => {
    await startService();
    expect(await notifier.doNotDisturb()).toBeNull();
  });

  it('follow whether the service starts and ends', async () => {
    const presences: (boolean | null)[] = [];
    const end = watchNotificationService((presence) => void presences.push(presence), {
      platform: 'linux',
      connect: () => connectSessionBus(bus.address),
    });
    await eventually(() => expect(presences.length).toBeGreaterThan(0));
    await startService();
    await eventually(() => expect(presences).toEqual([false, true]));
    end();
  });
});

/** A session bus on which a notification service answers as the test says. */
function busWithService(answers: Partial<Record<string, () => Promise<readonly unknown[]>>>) {
  const calls: BusCall[] = [];
  const listeners = new Map<string, (body: readonly unknown[]) => void>();
  const bus: SessionBus = {
    call: (call) => {
      calls.push(call);
      return answers[call.member]?.() ?? Promise.resolve([]);
    },
    onSignal: async ({ member }, listener) => void listeners.set(member, listener),
    onLost: () => undefined,
    close: () => undefined,
  };
  return {
    bus,
    sent: () => calls.filter(({ member }) => member === 'Notify').map(({ body }) => ({ title: body?.[3], body })),
    press: (id: number, action: string) => listeners.get('ActionInvoked')?.([id, action]),
  };
}

describe('a notification service that', () => {
  const snoozed: SnoozeButton[] = [];
  const logged: string[] = [];
  const notifierOn = (bus: SessionBus | null): BusNotifier =>
    createBusNotifier({
      ...{ appName: 'Quota Tray', onOpen: () => undefined, answerWaitMs: 20 },
      onSnooze: (button) => void snoozed.push(button),
      log: (message) => void logged.push(message),
      connect: async () => bus,
    });
  const capable = async () => [['body', 'body-markup', 'actions']];
  beforeEach(() => {
    for (const list of [snoozed, logged]) list.length = 0;
  });

  it('answers late is sent a notification once, and its buttons work from then on', async () => {
    let answerLate: (body: readonly unknown[]) => void = () => undefined;
    const late = new Promise<readonly unknown[]>((resolve) => {
      answerLate = resolve;
    });
    const service = busWithService({ GetCapabilities: capable, Notify: () => late });
    const notifier = notifierOn(service.bus);
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(logged).toEqual([expect.stringContaining('did not answer in time')]);
    answerLate([7]);
    await eventually(() => {
      service.press(7, 'snooze-0');
      expect(snoozed).toEqual([hour]);
    });
    expect(service.sent()).toHaveLength(1);
  });

  it('is pressed before its answer came does what the button says', async () => {
    const service = busWithService({
      GetCapabilities: capable,
      Notify: async () => {
        service.press(7, 'snooze-1');
        return [7];
      },
    });
    const notifier = notifierOn(service.bus);
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(snoozed).toEqual([reset]);
  });

  it('never answers anything is sent each notification once, and holds back none', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const service = busWithService({ GetCapabilities: never, Notify: never, Get: never });
    const notifier = notifierOn(service.bus);
    expect(await notifier.doNotDisturb()).toBeNull();
    notifier.show(notice, how('one'));
    notifier.show({ ...notice, title: 'second' }, how('two'));
    await notifier.settled();
    expect(service.sent().map(({ title }) => title)).toEqual([notice.title, 'second']);
  });

  it('refuses a notification is not asked again', async () => {
    const refusal = (): Promise<never> => Promise.reject(new Error('denied'));
    const service = busWithService({ GetCapabilities: capable, Notify: refusal });
    const notifier = notifierOn(service.bus);
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(service.sent()).toHaveLength(1);
    expect(logged).toEqual(['A notification was not shown: Error: denied']);
  });

  it('refuses late is not asked again either, and nothing is left unhandled', async () => {
    let refuse: (cause: Error) => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      refuse = reject;
    });
    const service = busWithService({ GetCapabilities: capable, Notify: () => late });
    const notifier = notifierOn(service.bus);
    notifier.show(notice, how('one'));
    await notifier.settled();
    refuse(new Error('activation failed'));
    await eventually(() => expect(logged.at(-1)).toBe('A notification was not shown: Error: activation failed'));
    expect(service.sent()).toHaveLength(1);
  });

  it('has no buttons gets only the text', async () => {
    const service = busWithService({ GetCapabilities: async () => [['body']], Notify: async () => [1] });
    const notifier = notifierOn(service.bus);
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(service.sent()[0]?.body?.slice(4, 6)).toEqual([notice.body, []]);
  });

  it.each([true, false, 'yes'])('reports Inhibited as %s', async (value) => {
    const service = busWithService({ Get: async () => [{ signature: 'b', value }] });
    expect(await notifierOn(service.bus).doNotDisturb()).toBe(typeof value === 'boolean' ? value : null);
  });

  it('has no session bus shows nothing and knows nothing of do-not-disturb', async () => {
    const notifier = notifierOn(null);
    notifier.show(notice, how('one'));
    await notifier.settled();
    expect(logged).toEqual(['A notification was not shown: the desktop has no session bus']);
    expect(await notifier.doNotDisturb()).toBeNull();
    notifier.close();
  });
});
