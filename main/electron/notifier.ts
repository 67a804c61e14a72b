import { Notification } from 'electron';
import type { AlertNotifier, NotificationOptions, SnoozeButton } from '../../core/alerts/delivery.ts';
import type { DesktopNotification } from '../../core/ports.ts';

/** So many are remembered until they are closed; a desktop that never says so must not fill the memory. */
const mostKept = 50;

/**
 * Shows notices by the desktop. A click opens the account it is about, or the panel (null). Buttons are
 * for macOS, the only system on which this way of showing has them.
 */
export function createNotifier(parts: {
  readonly onOpen: (accountId: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
}): AlertNotifier {
  // A notice that nobody holds may be collected as garbage, and its click with it.
  const kept = new Map<Notification, string | null>();

  const keep = (notification: Notification, tag: string | null): void => {
    kept.set(notification, tag);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };

  const takeBack = (tags: readonly string[]): void => {
    for (const [notification, tag] of [...kept]) {
      if (tag === null || !tags.includes(tag)) continue;
      kept.delete(notification);
      notification.close();
    }
  };

  return Object.freeze({
    show: ({ title, body, accountId }: DesktopNotification, how?: NotificationOptions) => {
      if (!Notification.isSupported()) return parts.log('A notice was not shown: this desktop shows none');
      const buttons = process.platform === 'darwin' ? (how?.buttons ?? []) : [];
      const actions = buttons.map(({ text }) => ({ type: 'button' as const, text }));
      const notification = new Notification({ title, body, actions });
      notification.on('click', () => {
        kept.delete(notification);
        parts.onOpen(accountId);
      });
      notification.on('action', (_event, index) => {
        const button = buttons[index];
        if (button !== undefined) parts.onSnooze(button);
      });
      notification.on('close', () => kept.delete(notification));
      notification.on('failed', (_event, error) => {
        kept.delete(notification);
        parts.log(`A notice was not shown: ${error || 'no notification service answered'}`);
      });
      takeBack(how?.replaces ?? []);
      keep(notification, how?.tag ?? null);
      notification.show();
    },
  });
}
