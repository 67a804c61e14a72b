import { Notification } from 'electron';
import type { DesktopNotification, Notifier } from '../../core/ports.ts';

/** So many are remembered until they are closed; a desktop that never says so must not fill the memory. */
const mostKept = 50;

/** Shows notices by the desktop. A click opens the account it is about, or the panel (null). */
export function createNotifier(parts: {
  readonly onOpen: (accountId: string | null) => void;
  readonly log: (message: string) => void;
}): Notifier {
  // A notice that nobody holds may be collected as garbage, and its click with it.
  const kept = new Set<Notification>();

  const keep = (notification: Notification): void => {
    kept.add(notification);
    const [oldest] = kept;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  };

  return Object.freeze({
    show: ({ title, body, accountId }: DesktopNotification) => {
      if (!Notification.isSupported()) return parts.log('A notice was not shown: this desktop shows none');
      const notification = new Notification({ title, body });
      notification.on('click', () => {
        kept.delete(notification);
        parts.onOpen(accountId);
      });
      notification.on('close', () => kept.delete(notification));
      notification.on('failed', (_event, error) => {
        kept.delete(notification);
        parts.log(`A notice was not shown: ${error || 'no notification service answered'}`);
      });
      keep(notification);
      notification.show();
    },
  });
}
