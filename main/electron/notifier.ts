import { Notification } from 'electron';
import type { AlertNotifier, NotificationOptions, SnoozeButton } from '../../core/alerts/delivery.ts';
import type { DesktopNotification } from '../../core/ports.ts';

/** How many open notifications are remembered. A desktop that never reports a closed one must not fill the memory. */
const maximumKept = 50;

/**
 * Creates the notifier for macOS and Windows, through Electron. A click opens the account of the notification, or the
 * panel (null). A system that has no buttons leaves them out.
 */
export function createNotifier(parts: {
  readonly onOpen: (accountId: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
}): AlertNotifier {
  // Without a reference a notification may be garbage collected, and then a click on it has no effect.
  const kept = new Map<Notification, string | null>();

  const keep = (notification: Notification, tag: string | null): void => {
    kept.set(notification, tag);
    const [oldest] = kept.keys();
    if (kept.size > maximumKept && oldest !== undefined) kept.delete(oldest);
  };

  const closeTagged = (tags: readonly string[]): void => {
    for (const [notification, tag] of [...kept]) {
      if (tag === null || !tags.includes(tag)) continue;
      kept.delete(notification);
      notification.close();
    }
  };

  return Object.freeze({
    show: ({ title, body, accountId }: DesktopNotification, how?: NotificationOptions) => {
      if (!Notification.isSupported())
        return parts.log('A notification was not shown: this desktop does not support notifications');
      const opens = how?.opens ?? [];
      const buttons = how?.buttons ?? [];
      const actions = [...opens, ...buttons].map(({ text }) => ({ type: 'button' as const, text }));
      const urgency = how?.urgency ?? 'normal';
      const notification = new Notification({ title, body, actions, urgency, silent: how?.hasSound !== true });
      notification.on('click', () => {
        kept.delete(notification);
        parts.onOpen(accountId);
      });
      notification.on('action', (_event, index) => {
        const open = opens[index];
        const button = buttons[index - opens.length];
        if (open !== undefined) parts.onOpen(open.accountId);
        else if (button !== undefined) parts.onSnooze(button);
      });
      notification.on('close', () => kept.delete(notification));
      notification.on('failed', (_event, error) => {
        kept.delete(notification);
        parts.log(`A notification was not shown: ${error || 'no notification service answered'}`);
      });
      closeTagged(how?.replaces ?? []);
      keep(notification, how?.tag ?? null);
      notification.show();
    },
  });
}
