import { callInTime, type SessionBus } from './session-bus.ts';

export const notifications = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

/** The names of what the service says it can do; null where it did not answer within `waitMs`, or refused. */
export async function capabilities(bus: SessionBus, waitMs?: number): Promise<readonly string[] | null> {
  try {
    const [names] = await callInTime(bus, { ...notifications, member: 'GetCapabilities' }, waitMs);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return null;
  }
}

/** Whether the desktop wants no notifications now; null: it did not say so within `waitMs`. */
export async function isInhibited(bus: SessionBus, waitMs?: number): Promise<boolean | null> {
  const inhibited = {
    destination: notifications.destination,
    path: notifications.path,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [notifications.interface, 'Inhibited'],
  };
  try {
    const [answer] = await callInTime(bus, inhibited, waitMs);
    const value = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : null;
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}
