import type { AlertNotifier, NotificationOptions, SnoozeButton } from '../../../core/alerts/delivery.ts';
import { assertNever } from '../../../core/assert-never.ts';
import type { DesktopNotification } from '../../../core/ports.ts';
import {
  askBus,
  type BusAnswer,
  busDriver,
  busVariant,
  callInTime,
  connectSessionBus,
  type SessionBus,
} from './session-bus.ts';

interface BusNotifierDependencies {
  readonly appName: string;
  readonly onOpen: (accountId: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
  readonly connect?: () => Promise<SessionBus | null>;
  /** How long the next notification waits for the answer to the one before it. Default: 5 seconds. */
  readonly answerWaitMs?: number;
}

export interface BusNotifier extends AlertNotifier {
  readonly doNotDisturb: () => Promise<boolean | null>;
  /** Resolves when everything handed over so far was sent and answered, or its answer is late. */
  readonly settled: () => Promise<void>;
  readonly close: () => void;
}

interface OnScreen {
  readonly tag: string | null;
  readonly accountId: string | null;
  readonly buttons: readonly SnoozeButton[];
}

const mostKept = 50;

/**
 * Shows notifications over the session bus, because that is how they get buttons on Linux. The connection is
 * made for the first notification and kept, since clicks come over it.
 *
 * Each notification is sent at most once. A service that answers late may still show it, so a late answer is no
 * refusal. There is no second way: Electron's own notification calls the same service, and blocks the main
 * process while that service is silent. A notification that is not shown stays in the app's own list.
 */
export function createBusNotifier(parts: BusNotifierDependencies): BusNotifier {
  const { appName, onOpen, onSnooze, log, connect = connectSessionBus, answerWaitMs } = parts;
  const onScreen = new Map<number, OnScreen>();
  /** Presses of notifications whose number is not known yet, because the service's answer is still on its way. */
  const early = new Map<number, string>();
  let unanswered = 0;
  let connection: Promise<SessionBus | null> | null = null;
  let abilities: Promise<readonly string[] | null> | null = null;
  let last: Promise<void> = Promise.resolve();

  function forget(): void {
    connection = null;
    abilities = null;
    onScreen.clear();
    early.clear();
    unanswered = 0;
  }

  async function connected(): Promise<SessionBus | null> {
    const bus = await (connection ??= open());
    if (bus === null) connection = null;
    return bus;
  }

  async function open(): Promise<SessionBus | null> {
    const bus = await connect().catch(() => null);
    if (bus === null) return null;
    bus.onLost(forget);
    try {
      const signal = { interface: notifications.interface, path: notifications.path };
      await bus.onSignal({ ...signal, member: 'ActionInvoked' }, ([id, action]) => pressed(Number(id), String(action)));
      await bus.onSignal({ ...signal, member: 'NotificationClosed' }, ([id]) => void onScreen.delete(Number(id)));
      // Another service can do other things and does not know what the one before it showed.
      await bus.onSignal(
        { interface: busDriver.interface, member: 'NameOwnerChanged', firstArgument: notifications.destination },
        ([, before]) => {
          abilities = null;
          if (before !== '') onScreen.clear();
        },
      );
      return bus;
    } catch {
      bus.close();
      return null;
    }
  }

  function pressed(id: number, action: string): void {
    const notice = onScreen.get(id);
    if (notice === undefined) {
      if (unanswered > 0 && early.size < mostKept) early.set(id, action);
      return;
    }
    onScreen.delete(id);
    const button = notice.buttons[Number(action.replace(/^snooze-/, ''))];
    if (action === 'default') onOpen(notice.accountId);
    else if (button !== undefined) onSnooze(button);
  }

  async function show(notification: DesktopNotification, how: NotificationOptions | undefined): Promise<void> {
    const bus = await connected();
    if (bus === null) return log('A notification was not shown: the desktop has no session bus');
    const can = await (abilities ??= capabilities(bus, answerWaitMs));
    // No answer may mean no service yet, so the next notification asks again.
    if (can === null) abilities = null;
    const replaced = [...onScreen].flatMap(([id, { tag }]) =>
      tag !== null && how?.replaces.includes(tag) ? [id] : [],
    );
    const buttons = can?.includes('actions') ? (how?.buttons ?? []) : [];
    unanswered += 1;
    const sent = await send(bus, can, notification, buttons, replaced[0] ?? 0);
    const finish = async ([id]: readonly unknown[]): Promise<void> => {
      keep(Number(id), { tag: how?.tag ?? null, accountId: notification.accountId, buttons });
      answered();
      await closeOthers(bus, replaced, Number(id));
    };
    switch (sent.kind) {
      case 'answered':
        return finish(sent.body);
      case 'refused':
        answered();
        return log(`A notification was not shown: ${String(sent.cause)}`);
      case 'late':
        log('The notification service did not answer in time; it may still show the notification');
        void sent.answer.then(finish).catch((cause: unknown) => {
          answered();
          log(`A notification was not shown: ${String(cause)}`);
        });
        return;
      default:
        return assertNever(sent);
    }
  }

  async function send(
    bus: SessionBus,
    can: readonly string[] | null,
    { title, body }: DesktopNotification,
    buttons: readonly SnoozeButton[],
    replacedId: number,
  ): Promise<BusAnswer> {
    // A service that has not said what it reads probably reads markup, as most do.
    const text = can === null || can.includes('body-markup') ? escaped(body) : body;
    const clicks = can?.includes('actions') ? ['default', ''] : [];
    const actions = [...clicks, ...buttons.flatMap((button, index) => [`snooze-${index}`, button.text])];
    const hints = { 'desktop-entry': await busVariant('s', 'quota-tray'), urgency: await busVariant('y', 1) };
    return askBus(
      bus,
      {
        ...notifications,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: [appName, replacedId, '', title, text, actions, hints, -1],
      },
      answerWaitMs,
    );
  }

  async function closeOthers(bus: SessionBus, ids: readonly number[], shownId: number): Promise<void> {
    for (const id of ids) {
      if (id === shownId) continue;
      onScreen.delete(id);
      const close = { ...notifications, member: 'CloseNotification', signature: 'u', body: [id] };
      await callInTime(bus, close, answerWaitMs).catch((cause: unknown) => {
        log(`An older notification was not taken back: ${String(cause)}`);
      });
    }
  }

  function answered(): void {
    unanswered = Math.max(0, unanswered - 1);
    if (unanswered === 0) early.clear();
  }

  function keep(id: number, notification: OnScreen): void {
    onScreen.set(id, notification);
    const action = early.get(id);
    if (action !== undefined) return pressed(id, action);
    const [oldest] = onScreen.keys();
    if (onScreen.size > mostKept && oldest !== undefined) onScreen.delete(oldest);
  }

  return Object.freeze({
    show: (notification, how) => {
      last = last
        .then(() => show(notification, how))
        .catch((cause: unknown) => log(`A notification was not shown: ${String(cause)}`));
    },
    doNotDisturb: async () => {
      const bus = await connected();
      return bus === null ? null : isInhibited(bus, answerWaitMs);
    },
    settled: () => last,
    close: () => {
      void connection?.then((bus) => bus?.close());
      forget();
    },
  } satisfies BusNotifier);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const notifications = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

/** The names of what the service says it can do; null where it did not answer within `waitMs`, or refused. */
async function capabilities(bus: SessionBus, waitMs?: number): Promise<readonly string[] | null> {
  try {
    const [names] = await callInTime(bus, { ...notifications, member: 'GetCapabilities' }, waitMs);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return null;
  }
}

/** Whether the desktop wants no notifications now; null: it did not say so within `waitMs`. */
async function isInhibited(bus: SessionBus, waitMs?: number): Promise<boolean | null> {
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
