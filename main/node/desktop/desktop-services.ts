import { busDriver, callInTime, connectSessionBus, type SessionBus } from './session-bus.ts';

/** What this desktop offers now; null: there is no session bus to ask. */
export interface DesktopFacts {
  readonly trayHost: boolean | null;
  readonly notifications: boolean | null;
}

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

const watcher = {
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
} as const;

/** Whether a panel shows tray icons now; null when that cannot be asked. */
export type TrayHostPresence = boolean | null;

/**
 * Calls back with whether a panel shows tray icons: once soon, then at every change, so that
 * a panel that starts late or starts again is noticed. A restart always reads as gone, then
 * back. Only Linux has panels without a tray. Returns the function that ends it.
 */
export function watchTrayHost(
  changed: (presence: TrayHostPresence) => void,
  options: {
    readonly platform?: NodeJS.Platform;
    readonly connect?: () => Promise<SessionBus | null>;
  } = {},
): () => void {
  const { platform = process.platform, connect = connectSessionBus } = options;
  let isEnded = false;
  let close: (() => void) | null = null;
  let last: TrayHostPresence | undefined;

  const report = (presence: TrayHostPresence): void => {
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

async function follow(bus: SessionBus, report: (presence: TrayHostPresence) => void): Promise<void> {
  let questions = 0;
  /** Answers may overtake each other; only the newest question counts. */
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

/** No watcher and an unwilling watcher both mean: no icon will be seen. */
async function isHostRegistered(bus: SessionBus): Promise<boolean> {
  try {
    const [isOwned] = await callInTime(bus, {
      ...busDriver,
      member: 'NameHasOwner',
      signature: 's',
      body: [watcher.destination],
    });
    if (isOwned !== true) return false;
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

const serviceName = 'org.freedesktop.Notifications';

/**
 * Whether something on this desktop would show a notification: a service that runs, or one
 * that the bus would start when asked. Null when that cannot be asked. True off Linux, where
 * the system itself shows them.
 */
export async function hasNotificationService(
  platform: NodeJS.Platform = process.platform,
  connect: () => Promise<SessionBus | null> = connectSessionBus,
): Promise<boolean | null> {
  if (platform !== 'linux') return true;
  const bus = await connect().catch(() => null);
  if (bus === null) return null;
  try {
    return (await isRunning(bus)) || (await canBeStarted(bus));
  } catch {
    return null;
  } finally {
    bus.close();
  }
}

async function isRunning(bus: SessionBus): Promise<boolean> {
  const [owned] = await callInTime(bus, { ...busDriver, member: 'NameHasOwner', signature: 's', body: [serviceName] });
  return owned === true;
}

async function canBeStarted(bus: SessionBus): Promise<boolean> {
  const [names] = await callInTime(bus, { ...busDriver, member: 'ListActivatableNames' });
  return Array.isArray(names) && names.includes(serviceName);
}

/**
 * Calls back with whether notices would be shown: once soon, then whenever the service comes or goes.
 * Returns the function that ends it.
 */
export function watchNotificationService(
  changed: (presence: boolean | null) => void,
  options: {
    readonly platform?: NodeJS.Platform;
    readonly connect?: () => Promise<SessionBus | null>;
  } = {},
): () => void {
  const { platform = process.platform, connect = connectSessionBus } = options;
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
    const look = async (): Promise<void> => report((await isRunning(bus)) || (await canBeStarted(bus)));
    const ask = (): void => void look().catch(() => report(null));
    const { interface: driver } = busDriver;
    await bus.onSignal({ interface: driver, member: 'NameOwnerChanged', firstArgument: serviceName }, ask);
    await look();
  };

  start().catch(() => report(null));
  return () => {
    isEnded = true;
    close?.();
  };
}
