import type { AlertNotifier, NotificationOptions, OpenButton, SnoozeButton } from '../../../core/alerts/delivery.ts';
import { assertNever } from '../../../core/assert-never.ts';
import type { DesktopNotification } from '../../../core/ports.ts';
import { appId } from './app-id.ts';
import { iconName } from './notification-icon.ts';
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
  /** A name of the icon theme, or the address of a file. Default: the name that packages install. */
  readonly icon?: string;
  /** `activationToken`: what lets a window come to the front on Wayland; null: the desktop gave none. */
  readonly onOpen: (accountId: string | null, activationToken: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
  readonly connect?: () => Promise<SessionBus | null>;
  /** How long the next notification waits for the service's answer to the one before, in ms. Default: 5000. */
  readonly answerWaitMs?: number;
}

export interface BusNotifier extends AlertNotifier {
  readonly doNotDisturb: () => Promise<boolean | null>;
  /** Resolves when the service has answered every notification so far, or its answer is late. */
  readonly settled: () => Promise<void>;
  readonly close: () => void;
}

interface OnScreen {
  readonly tag: string | null;
  readonly accountId: string | null;
  readonly opens: readonly OpenButton[];
  readonly buttons: readonly SnoozeButton[];
}

const maximumOnScreen = 50;
const longestToken = 1_000;

/**
 * Shows notifications over the session bus, because that is how they get buttons on Linux. The connection is
 * made for the first notification and kept, since clicks come over it.
 *
 * Each notification is sent at most once. A service that answers late may still show it, so a late answer is no
 * refusal. There is no second way: Electron's own notification calls the same service, and blocks the main
 * process while that service is silent. A notification that is not shown stays in the app's own list.
 */
export function createBusNotifier(parts: BusNotifierDependencies): BusNotifier {
  const { appName, icon = iconName, onOpen, onSnooze, log, connect = connectSessionBus, answerWaitMs } = parts;
  const onScreen = new Map<number, OnScreen>();
  /** Button presses that arrived before the service's answer with the number of their notification. */
  const earlyPresses = new Map<number, string>();
  /** Tokens that the desktop sent just before a press, by the number of the notification. */
  const activationTokens = new Map<number, string>();
  let unanswered = 0;
  let connection: Promise<SessionBus | null> | null = null;
  let abilities: Promise<readonly string[] | null> | null = null;
  let last: Promise<void> = Promise.resolve();

  function forget(): void {
    connection = null;
    abilities = null;
    onScreen.clear();
    earlyPresses.clear();
    activationTokens.clear();
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
      await bus.onSignal({ ...signal, member: 'ActivationToken' }, ([id, token]) => keepToken(Number(id), token));
      await bus.onSignal({ ...signal, member: 'ActionInvoked' }, ([id, action]) =>
        handlePress(Number(id), String(action)),
      );
      await bus.onSignal({ ...signal, member: 'NotificationClosed' }, ([id]) => void onScreen.delete(Number(id)));
      // A new service has other capabilities and does not know the notifications of the old one.
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

  function handlePress(id: number, action: string): void {
    const notification = onScreen.get(id);
    if (notification === undefined) {
      if (unanswered > 0 && earlyPresses.size < maximumOnScreen) earlyPresses.set(id, action);
      return;
    }
    onScreen.delete(id);
    const token = activationTokens.get(id) ?? null;
    activationTokens.delete(id);
    const [, kind, number] = /^(open|snooze)-(\d)$/.exec(action) ?? [];
    const pressed = kind === 'open' ? notification.opens[Number(number)] : undefined;
    const button = kind === 'snooze' ? notification.buttons[Number(number)] : undefined;
    if (action === 'default') onOpen(notification.accountId, token);
    else if (pressed !== undefined) onOpen(pressed.accountId, token);
    else if (button !== undefined) onSnooze(button);
  }

  /** A token comes before its press, and the desktop may send one for a notification of another program. */
  function keepToken(id: number, token: unknown): void {
    if (typeof token !== 'string' || token.length > longestToken) return;
    if (activationTokens.size >= maximumOnScreen) activationTokens.clear();
    activationTokens.set(id, token);
  }

  async function show(notification: DesktopNotification, how: NotificationOptions | undefined): Promise<void> {
    const bus = await connected();
    if (bus === null) return log('A notification was not shown: the desktop has no session bus');
    const can = await (abilities ??= capabilities(bus, answerWaitMs));
    // Without an answer the service may not run yet, so the next notification asks again.
    if (can === null) abilities = null;
    const replaced = [...onScreen].flatMap(([id, { tag }]) =>
      tag !== null && how?.replaces.includes(tag) ? [id] : [],
    );
    const hasButtons = can?.includes('actions') === true;
    const opens = hasButtons ? (how?.opens ?? []) : [];
    const buttons = hasButtons ? (how?.buttons ?? []) : [];
    unanswered += 1;
    const sent = await send(bus, can, notification, how, replaced[0] ?? 0);
    const finish = async ([id]: readonly unknown[]): Promise<void> => {
      keep(Number(id), { tag: how?.tag ?? null, accountId: notification.accountId, opens, buttons });
      countAnswer();
      await closeOthers(bus, replaced, Number(id));
    };
    switch (sent.kind) {
      case 'answered':
        return finish(sent.body);
      case 'refused':
        countAnswer();
        return log(`A notification was not shown: ${String(sent.cause)}`);
      case 'late':
        log('The notification service did not answer in time; it may still show the notification');
        void sent.answer.then(finish).catch((cause: unknown) => {
          countAnswer();
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
    how: NotificationOptions | undefined,
    replacedId: number,
  ): Promise<BusAnswer> {
    // A service that did not name its capabilities probably reads markup, as most do.
    const text = can === null || can.includes('body-markup') ? escapeMarkup(body) : body;
    const keyed = (key: string, buttons: readonly { readonly text: string }[]): readonly string[] =>
      buttons.flatMap((button, index) => [`${key}-${index}`, button.text]);
    const actions = can?.includes('actions')
      ? ['default', '', ...keyed('open', how?.opens ?? []), ...keyed('snooze', how?.buttons ?? [])]
      : [];
    const hints = {
      'desktop-entry': await busVariant('s', appId),
      urgency: await busVariant('y', urgencies[how?.urgency ?? 'normal']),
      'suppress-sound': await busVariant('b', how?.hasSound !== true),
      ...(how?.hasSound === true ? { 'sound-name': await busVariant('s', 'message-new-instant') } : {}),
      ...(how === undefined ? {} : { category: await busVariant('s', `x-quota-tray.${how.category}`) }),
    };
    return askBus(
      bus,
      {
        ...notifications,
        member: 'Notify',
        signature: 'susssasa{sv}i',
        body: [appName, replacedId, icon, title, text, actions, hints, -1],
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
        log(`An older notification was not closed: ${String(cause)}`);
      });
    }
  }

  function countAnswer(): void {
    unanswered = Math.max(0, unanswered - 1);
    if (unanswered === 0) earlyPresses.clear();
  }

  function keep(id: number, notification: OnScreen): void {
    onScreen.set(id, notification);
    const action = earlyPresses.get(id);
    if (action !== undefined) return handlePress(id, action);
    const [oldest] = onScreen.keys();
    if (onScreen.size > maximumOnScreen && oldest !== undefined) onScreen.delete(oldest);
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

const urgencies = { low: 0, normal: 1, critical: 2 } as const;

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const notifications = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;

/** Returns the names of the service's capabilities. Null if it refused, or did not answer within `waitMs`. */
async function capabilities(bus: SessionBus, waitMs?: number): Promise<readonly string[] | null> {
  try {
    const [names] = await callInTime(bus, { ...notifications, member: 'GetCapabilities' }, waitMs);
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  } catch {
    return null;
  }
}

/** Returns whether the desktop's do-not-disturb mode is on. Null if the service did not answer within `waitMs`. */
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
