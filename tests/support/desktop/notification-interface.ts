import type { Variant } from '@jellybrick/dbus-next';

import { ExportedInterface } from './session-bus.ts';

export const notificationsName = 'org.freedesktop.Notifications';
export const notificationsPath = '/org/freedesktop/Notifications';

/** A notification as the app handed it to the desktop. */
export interface ReceivedNotification {
  readonly id: number;
  readonly appName: string;
  readonly summary: string;
  readonly body: string;
  /** Key to label; the key `default` stands for a click on the notification itself. */
  readonly actions: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, unknown>>;
}

/** The desktop's side of notifications: it shows nothing and keeps all of them, oldest first. */
export class NotificationInterface extends ExportedInterface {
  readonly received: ReceivedNotification[] = [];
  readonly closedByApp: number[] = [];
  #lastId = 0;

  Notify(
    appName: string,
    replacesId: number,
    _icon: string,
    summary: string,
    body: string,
    actions: readonly string[],
    hints: Readonly<Record<string, Variant>>,
    _expireTimeoutMs: number,
  ): number {
    const id = replacesId === 0 ? (this.#lastId += 1) : replacesId;
    this.received.push({
      id,
      appName,
      summary,
      body,
      actions: Object.fromEntries(pairsOf(actions)),
      hints: Object.fromEntries(Object.entries(hints).map(([key, hint]) => [key, hint.value])),
    });
    return id;
  }

  CloseNotification(id: number): void {
    this.closedByApp.push(id);
    this.NotificationClosed(id, 3);
  }

  GetCapabilities(): readonly string[] {
    return ['body', 'actions'];
  }

  GetServerInformation(): readonly string[] {
    return ['Test notifications', 'Quota Tray', '1.0', '1.2'];
  }

  ActionInvoked(id: number, action: string): readonly [number, string] {
    return [id, action];
  }

  ActivationToken(id: number, token: string): readonly [number, string] {
    return [id, token];
  }

  NotificationClosed(id: number, reason: number): readonly [number, number] {
    return [id, reason];
  }
}

NotificationInterface.configureMembers({
  methods: {
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u' },
    GetCapabilities: { outSignature: 'as' },
    GetServerInformation: { outSignature: 'ssss' },
  },
  signals: {
    ActionInvoked: { signature: 'us' },
    ActivationToken: { signature: 'us' },
    NotificationClosed: { signature: 'uu' },
  },
});

/** The bus carries actions as one flat list: key, label, key, label. */
function pairsOf(actions: readonly string[]): readonly (readonly [string, string])[] {
  const keys = actions.filter((_, index) => index % 2 === 0);
  return keys.map((key, index) => [key, actions[index * 2 + 1] ?? '']);
}
