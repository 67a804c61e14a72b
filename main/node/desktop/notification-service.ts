import { busDriver, connectSessionBus, type SessionBus } from './session-bus.ts';

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
    return (await isOwned(bus)) || (await isStartable(bus));
  } catch {
    return null;
  } finally {
    bus.close();
  }
}

async function isOwned(bus: SessionBus): Promise<boolean> {
  const [owned] = await bus.call({ ...busDriver, member: 'NameHasOwner', signature: 's', body: [serviceName] });
  return owned === true;
}

async function isStartable(bus: SessionBus): Promise<boolean> {
  const [names] = await bus.call({ ...busDriver, member: 'ListActivatableNames' });
  return Array.isArray(names) && names.includes(serviceName);
}
