import {
  NotificationInterface,
  notificationsName,
  notificationsPath,
  type ReceivedNotification,
} from './notification-interface.ts';
import { poll } from './poll.ts';
import { connectToSessionBus, ownName } from './session-bus.ts';

export type { ReceivedNotification } from './notification-interface.ts';

const defaultTimeoutMs = 120_000;
const dismissedByUser = 2;

/** The part of a desktop that shows notifications. */
export interface NotificationService {
  /** Every notification so far, oldest first; a replaced one stands there twice with one id. */
  readonly received: () => readonly ReceivedNotification[];
  /** Ids of the notifications that the app took back. */
  readonly closedByApp: () => readonly number[];
  /** Waits for a notification, past or to come, for which `isAwaited` holds. */
  readonly waitFor: (
    isAwaited: (notification: ReceivedNotification) => boolean,
    timeoutMs?: number,
  ) => Promise<ReceivedNotification>;
  /** Clicks a notification, or with `action` one of its buttons; the desktop then closes it. */
  readonly click: (id: number, action?: string) => void;
  /** Sends the token that a desktop on Wayland sends before a click. */
  readonly activate: (id: number, token: string) => void;
  /** Dismisses a notification, as a person does. */
  readonly dismiss: (id: number) => void;
  readonly stop: () => Promise<void>;
}

/** Starts the service on the session bus of the environment. */
export async function startNotificationService(): Promise<NotificationService> {
  const bus = await connectToSessionBus();
  const service = new NotificationInterface(notificationsName);
  bus.export(notificationsPath, service);
  await ownName(bus, notificationsName);
  return {
    received: () => [...service.received],
    closedByApp: () => [...service.closedByApp],
    waitFor: (isAwaited, timeoutMs = defaultTimeoutMs) =>
      poll('the awaited notification', timeoutMs, () => service.received.find(isAwaited)),
    click: (id, action = 'default') => {
      service.ActionInvoked(id, action);
      service.NotificationClosed(id, dismissedByUser);
    },
    activate: (id, token) => void service.ActivationToken(id, token),
    dismiss: (id) => void service.NotificationClosed(id, dismissedByUser),
    stop: async () => {
      await bus.releaseName(notificationsName);
      bus.disconnect();
    },
  };
}
