import { poll } from '../../tests/support/desktop/poll.ts';
import { connectToSessionBus, readProperty } from '../../tests/support/desktop/session-bus.ts';

const timeoutMs = 20_000;
const name = 'org.kde.StatusNotifierWatcher';

/** Waits until the desktop's panel shows tray icons. */
export function waitForTray(): Promise<void> {
  return waitForWatcher('a tray', 'IsStatusNotifierHostRegistered', (value) => value === true);
}

/** Waits until there is a tray icon in it. */
export function waitForTrayIcon(): Promise<void> {
  return waitForWatcher(
    'a tray icon',
    'RegisteredStatusNotifierItems',
    (value) => Array.isArray(value) && value.length > 0,
  );
}

async function waitForWatcher(
  awaited: string,
  property: string,
  isAwaited: (value: unknown) => boolean,
): Promise<void> {
  const bus = await connectToSessionBus();
  try {
    await poll(awaited, timeoutMs, async () => {
      const value = await readProperty(bus, { destination: name, path: '/StatusNotifierWatcher' }, name, property);
      return isAwaited(value) ? true : undefined;
    });
  } finally {
    bus.disconnect();
  }
}
