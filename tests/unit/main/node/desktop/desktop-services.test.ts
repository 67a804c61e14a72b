import { describe, expect, it } from 'vitest';
import {
  hasNotificationService,
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

  it('is not so without a watcher, nor with one that has no panel', async () => {
    const [none, idle] = [standInBus(), standInBus()];
    idle.owned.add(watcher);
    const [first, second] = [watch(none), watch(idle)];
    await eventually(() => expect([first.seen, second.seen]).toEqual([[false], [false]]));
  });

  it('is noticed when a panel comes later, goes, and comes back', async () => {
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

  it('reads as gone and back when one panel takes over from another', async () => {
    const desktop = standInBus();
    desktop.owned.add(watcher);
    desktop.setHost(true);
    const { seen } = watch(desktop);
    await eventually(() => expect(seen).toEqual([true]));
    desktop.emit('NameOwnerChanged', watcher, ':1.7', ':1.9');
    await eventually(() => expect(seen).toEqual([true, false, true]));
  });

  it('is unknown again when the bus is lost, and no more is said after the end', async () => {
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

  it('is a service that runs or one that the bus would start', async () => {
    const [running, startable, nothing] = [standInBus(), standInBus(), standInBus()];
    running.owned.add(name);
    startable.startable.push(name);
    expect([await ask(running), await ask(startable), await ask(nothing)]).toEqual([true, true, false]);
    expect([running, startable, nothing].every((desktop) => desktop.isClosed())).toBe(true);
  });

  it('is unknown without a bus, and the system itself off Linux', async () => {
    expect([await ask(null), await ask(null, 'win32')]).toEqual([null, true]);
  });
});
