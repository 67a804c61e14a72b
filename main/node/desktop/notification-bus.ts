import type { BusCall, SessionBus } from './session-bus.ts';

export const notifications = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

/** A service that says nothing must not hold back the next notice for ever. */
const answeredWithinMs = 5_000;

/** One call with an end; rejects when it fails or nothing came in time. */
export async function callInTime(bus: SessionBus, call: BusCall): Promise<readonly unknown[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The notification service did not answer')), answeredWithinMs);
  });
  try {
    return await Promise.race([bus.call(call), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the service says it can do; empty where it does not answer. */
export async function capabilities(bus: SessionBus): Promise<readonly string[]> {
  try {
    const [names] = await callInTime(bus, { ...notifications, member: 'GetCapabilities' });
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return [];
  }
}

/** Whether the desktop wants no notices now; null: it does not say. */
export async function isInhibited(bus: SessionBus): Promise<boolean | null> {
  try {
    const [answer] = await callInTime(bus, {
      ...{ destination: notifications.destination, path: notifications.path },
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Get',
      signature: 'ss',
      body: [notifications.interface, 'Inhibited'],
    });
    const value = typeof answer === 'object' && answer !== null && 'value' in answer ? answer.value : null;
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}
