import type { AlertNotifier, ShownHow, SnoozeButton } from '../../../core/alerts/shown.ts';
import type { DesktopNotification } from '../../../core/ports.ts';
import { callInTime, capabilities, isInhibited, notifications } from './notification-bus.ts';
import { busDriver, busVariant, connectSessionBus, type SessionBus } from './session-bus.ts';

export interface BusNotifierParts {
  readonly appName: string;
  /** Shows what cannot be shown here: no bus, no service, or one without buttons. */
  readonly fallback: AlertNotifier;
  readonly onOpen: (accountId: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
  readonly connect?: () => Promise<SessionBus | null>;
}

export interface BusNotifier extends AlertNotifier {
  readonly doNotDisturb: () => Promise<boolean | null>;
  /** Resolves when everything handed over so far is shown. */
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
 * Shows notices over the session bus, because that is how they get buttons on Linux. The connection is
 * made for the first notice and kept, since clicks come over it.
 */
export function createBusNotifier(parts: BusNotifierParts): BusNotifier {
  const { appName, fallback, onOpen, onSnooze, log, connect = connectSessionBus } = parts;
  const onScreen = new Map<number, OnScreen>();
  let connection: Promise<SessionBus | null> | null = null;
  let abilities: Promise<readonly string[]> | null = null;
  let last: Promise<void> = Promise.resolve();

  function forget(): void {
    connection = null;
    abilities = null;
    onScreen.clear();
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
    if (notice === undefined) return;
    onScreen.delete(id);
    const button = notice.buttons[Number(action.replace(/^snooze-/, ''))];
    if (action === 'default') onOpen(notice.accountId);
    else if (button !== undefined) onSnooze(button);
  }

  async function show(notification: DesktopNotification, how: ShownHow | undefined): Promise<void> {
    const bus = await connected();
    const can = bus === null ? [] : await (abilities ??= capabilities(bus));
    // No answer may be no service yet: it is asked anew for the next notice.
    if (can.length === 0) abilities = null;
    if (bus === null || !can.includes('actions')) return fallback.show(notification, how);
    try {
      await notify(bus, can.includes('body-markup'), notification, how);
    } catch (cause) {
      log(`A notice was not shown over the session bus: ${String(cause)}`);
      fallback.show(notification, how);
    }
  }

  async function notify(
    bus: SessionBus,
    readsMarkup: boolean,
    { title, body, accountId }: DesktopNotification,
    how: ShownHow | undefined,
  ): Promise<void> {
    const buttons = how?.buttons ?? [];
    const replaced = [...onScreen].flatMap(([id, { tag }]) =>
      tag !== null && how?.replaces.includes(tag) ? [id] : [],
    );
    const actions = buttons.flatMap(({ text }, index) => [`snooze-${index}`, text]);
    const text = readsMarkup ? escaped(body) : body;
    const hints = { 'desktop-entry': await busVariant('s', 'quota-tray'), urgency: await busVariant('y', 1) };
    const [id] = await callInTime(bus, {
      ...notifications,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [appName, replaced[0] ?? 0, '', title, text, ['default', '', ...actions], hints, -1],
    });
    for (const other of replaced) {
      onScreen.delete(other);
      if (other === id) continue;
      await callInTime(bus, { ...notifications, member: 'CloseNotification', signature: 'u', body: [other] });
    }
    onScreen.set(Number(id), { tag: how?.tag ?? null, accountId, buttons });
    const [oldest] = onScreen.keys();
    if (onScreen.size > mostKept && oldest !== undefined) onScreen.delete(oldest);
  }

  return Object.freeze({
    show: (notification, how) => {
      last = last.then(() => show(notification, how)).catch(() => undefined);
    },
    doNotDisturb: async () => {
      const bus = await connected();
      return bus === null ? null : isInhibited(bus);
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
