import { busDriver, callInTime, connectSessionBus, type SessionBus } from './session-bus.ts';

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
