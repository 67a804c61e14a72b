import { busDriver, callInTime, connectSessionBus, type SessionBus } from './session-bus.ts';

/** What this desktop offers now. Null: there is no session bus to ask. */
export interface DesktopFacts {
  readonly trayHost: boolean | null;
  readonly notifications: boolean | null;
}

/** Returns what this desktop offers now. Never rejects. */
export async function desktopFacts(platform: NodeJS.Platform): Promise<DesktopFacts> {
  const [trayHost, notifications] = await Promise.all([hasTrayHost(platform), hasNotificationService(platform)]);
  return { trayHost, notifications };
}

async function hasTrayHost(platform: NodeJS.Platform): Promise<boolean | null> {
  let end = (): void => {};
  const presence = await new Promise<boolean | null>((resolve) => {
    end = watchTrayHost(resolve, { platform });
  });
  end();
  return presence;
}

/** Whether a panel shows tray icons now. Null: there is no session bus to ask. */
export type TrayHostPresence = boolean | null;

interface WatchOptions {
  readonly platform?: NodeJS.Platform;
  readonly connect?: () => Promise<SessionBus | null>;
}

/**
 * Calls back with whether a panel shows tray icons: once soon, then at every change, because a panel may start late or
 * restart. A restart is reported as gone, then back. Only Linux has panels without a tray. Returns the function that ends
 * it.
 */
export function watchTrayHost(changed: (presence: TrayHostPresence) => void, options: WatchOptions = {}): () => void {
  return watchPresence(changed, options, followTrayHost);
}

/**
 * Calls back with whether notifications would be shown: once soon, then when the service starts or ends. Returns the
 * function that ends it.
 */
export function watchNotificationService(
  changed: (presence: boolean | null) => void,
  options: WatchOptions = {},
): () => void {
  return watchPresence(changed, options, followNotificationService);
}

type Report = (presence: boolean | null) => void;

/** Reports each change of something that `follow` finds on the session bus. It is always present off Linux. */
function watchPresence(
  changed: Report,
  { platform = process.platform, connect = connectSessionBus }: WatchOptions,
  follow: (bus: SessionBus, report: Report) => Promise<void>,
): () => void {
  let isEnded = false;
  let close: (() => void) | null = null;
  let last: boolean | null | undefined;

  const report = (presence: boolean | null): void => {
    if (isEnded || presence === last) return;
    last = presence;
    changed(presence);
  };

  const start = async (): Promise<void> => {
    if (platform !== 'linux') return report(true);
    const bus = await connect();
    if (bus === null) return report(null);
    if (isEnded) return bus.close();
    close = bus.close;
    bus.onLost(() => report(null));
    await follow(bus, report);
  };

  start().catch(() => report(null));
  return () => {
    isEnded = true;
    close?.();
  };
}

const watcher = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
} as const;

async function followTrayHost(bus: SessionBus, report: Report): Promise<void> {
  let questions = 0;
  /** Answers may overtake each other, so only the answer to the newest question counts. */
  const ask = async (): Promise<void> => {
    questions += 1;
    const question = questions;
    const isPresent = await isHostRegistered(bus);
    if (question === questions) report(isPresent);
  };

  await bus.onSignal(
    { interface: busDriver.interface, member: 'NameOwnerChanged', firstArgument: watcher.destination },
    ([, oldOwner]) => {
      if (oldOwner !== '') report(false);
      void ask();
    },
  );
  for (const member of ['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered']) {
    await bus.onSignal({ interface: watcher.interface, member }, () => void ask());
  }
  await ask();
}

/** False without a watcher and with a watcher that has no host: both mean that no icon is shown. */
async function isHostRegistered(bus: SessionBus): Promise<boolean> {
  try {
    if (!(await isRunning(bus, watcher.destination))) return false;
    const [answer] = await callInTime(bus, {
      destination: watcher.destination,
      path: watcher.path,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [watcher.interface, 'IsStatusNotifierHostRegistered'],
    });
    return isVariant(answer) && answer.value === true;
  } catch {
    return false;
  }
}

function isVariant(answer: unknown): answer is { readonly value: unknown } {
  return typeof answer === 'object' && answer !== null && 'value' in answer;
}

const notificationService = 'org.freedesktop.Notifications';

/**
 * Returns whether this desktop would show a notification: its service runs, or the bus can start it. Null if there is no
 * session bus to ask. True off Linux, where the system itself shows notifications. Never rejects.
 */
export async function hasNotificationService(
  platform: NodeJS.Platform = process.platform,
  connect: () => Promise<SessionBus | null> = connectSessionBus,
): Promise<boolean | null> {
  if (platform !== 'linux') return true;
  const bus = await connect().catch(() => null);
  if (bus === null) return null;
  try {
    return await isNotificationServiceThere(bus);
  } catch {
    return null;
  } finally {
    bus.close();
  }
}

/** Returns whether the desktop's portal gives keys to programs. False without a session bus. Never rejects. */
export async function hasShortcutPortal(
  connect: () => Promise<SessionBus | null> = connectSessionBus,
): Promise<boolean> {
  const bus = await connect().catch(() => null);
  if (bus === null) return false;
  try {
    const [answer] = await callInTime(bus, {
      destination: 'org.freedesktop.portal.Desktop',
      path: '/org/freedesktop/portal/desktop',
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: ['org.freedesktop.portal.GlobalShortcuts', 'version'],
    });
    return isVariant(answer) && typeof answer.value === 'number' && answer.value >= 1;
  } catch {
    return false;
  } finally {
    bus.close();
  }
}

async function followNotificationService(bus: SessionBus, report: Report): Promise<void> {
  const look = async (): Promise<void> => report(await isNotificationServiceThere(bus));
  await bus.onSignal(
    { interface: busDriver.interface, member: 'NameOwnerChanged', firstArgument: notificationService },
    () => void look().catch(() => report(null)),
  );
  await look();
}

async function isNotificationServiceThere(bus: SessionBus): Promise<boolean> {
  return (await isRunning(bus, notificationService)) || (await canBeStarted(bus, notificationService));
}

async function isRunning(bus: SessionBus, name: string): Promise<boolean> {
  const [isOwned] = await callInTime(bus, { ...busDriver, member: 'NameHasOwner', signature: 's', body: [name] });
  return isOwned === true;
}

async function canBeStarted(bus: SessionBus, name: string): Promise<boolean> {
  const [names] = await callInTime(bus, { ...busDriver, member: 'ListActivatableNames' });
  return Array.isArray(names) && names.includes(name);
}
