import { describe, expect, it } from 'vitest';
import {
  hasNotificationService,
  hasShortcutPortal,
  type TrayHostPresence,
  watchTrayHost,
} from '../../../../../main/node/desktop/desktop-services.ts';
import { standInBus } from './stand-in-bus.ts';
import { eventually } from '../../../../support/eventually.ts';

const watcher = 'org.kde.StatusNotifierWatcher';

function watch(desktop: ReturnType<typeof standInBus> | null, platform: NodeJS.Platform = 'linux') {
  const seen: TrayHostPresence[] = [];
  const stop = watchTrayHost((presence) => seen.push(presence), {
    platform,
    connect: () => Promise.resolve(desktop?.bus ?? null),
  });
  return { seen, stop };
}

describe('whether a panel shows tray icons', () => {
  it('is taken for granted off Linux, and unknown without a bus', async () => {
    const [mac, noBus] = [watch(null, 'darwin'), watch(null)];
    await eventually(() => expect([mac.seen, noBus.seen]).toEqual([[true], [null]]));
  });

  it('is false without a watcher, and with one that has no panel', async () => {
    const [none, idle] = [standInBus(), standInBus()];
    idle.owned.add(watcher);
    const [first, second] = [watch(none), watch(idle)];
    await eventually(() => expect([first.seen, second.seen]).toEqual([[false], [false]]));
  });

  it('changes when a panel starts later, ends and starts again', async () => {
    const desktop = standInBus();
    const { seen } = watch(desktop);
    await eventually(() => expect(seen).toEqual([false]));

    desktop.owned.add(watcher);
    desktop.emit('NameOwnerChanged', watcher, '', ':1.7');
    desktop.setHost(true);
    desktop.emit('StatusNotifierHostRegistered');
    await eventually(() => expect(seen).toEqual([false, true]));

    desktop.owned.clear();
    desktop.setHost(false);
    desktop.emit('NameOwnerChanged', watcher, ':1.7', '');
    await eventually(() => expect(seen).toEqual([false, true, false]));
  });

  it('is reported as gone and back when one panel replaces another', async () => {
    const desktop = standInBus();
    desktop.owned.add(watcher);
    desktop.setHost(true);
    const { seen } = watch(desktop);
    await eventually(() => expect(seen).toEqual([true]));
    desktop.emit('NameOwnerChanged', watcher, ':1.7', ':1.9');
    await eventually(() => expect(seen).toEqual([true, false, true]));
  });

  it('is unknown after the bus is lost, and not reported after the end', async () => {
    const desktop = standInBus();
    const { seen, stop } = watch(desktop);
    await eventually(() => expect(seen).toEqual([false]));
    desktop.lose();
    expect(seen).toEqual([false, null]);
    stop();
    expect(desktop.isClosed()).toBe(true);
    desktop.emit('NameOwnerChanged', watcher, ':1.7', ':1.9');
    expect(seen).toEqual([false, null]);
  });
});

describe('whether something shows notifications', () => {
  const name = 'org.freedesktop.Notifications';
  const ask = (desktop: ReturnType<typeof standInBus> | null, platform: NodeJS.Platform = 'linux') =>
    hasNotificationService(platform, () => Promise.resolve(desktop?.bus ?? null));

  it('is true for a running service and for one that the bus can start', async () => {
    const [running, startable, nothing] = [standInBus(), standInBus(), standInBus()];
    running.owned.add(name);
    startable.startable.push(name);
    expect([await ask(running), await ask(startable), await ask(nothing)]).toEqual([true, true, false]);
    expect([running, startable, nothing].every((desktop) => desktop.isClosed())).toBe(true);
  });

  it('is unknown without a bus, and true off Linux', async () => {
    expect([await ask(null), await ask(null, 'win32')]).toEqual([null, true]);
  });
});

describe('whether the portal gives keys to programs', () => {
  it('is so where the portal names a version, and not so without a bus, an answer or a number', async () => {
    const answering = (value: unknown) => {
      const desktop = standInBus();
      return { ...desktop.bus, call: () => Promise.resolve([{ signature: 'u', value }]) };
    };
    const refusing = { ...standInBus().bus, call: () => Promise.reject(new Error('no such interface')) };
    expect(await hasShortcutPortal(async () => answering(1))).toBe(true);
    for (const bus of [null, refusing, answering('1'), answering(0)]) {
      expect(await hasShortcutPortal(async () => bus)).toBe(false);
    }
    expect(await hasShortcutPortal(() => Promise.reject(new Error('no socket')))).toBe(false);
  });
});
