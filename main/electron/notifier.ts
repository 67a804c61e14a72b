import { Notification } from 'electron';
import type { AlertNotifier, NotificationOptions, SnoozeButton } from '../../core/alerts/delivery.ts';
import type { DesktopNotification } from '../../core/ports.ts';

/** How many open notifications are remembered. A desktop that never reports a closed one must not fill the memory. */
const maximumKept = 50;
/** Windows reports a click to the app and to the notification, in no promised order. */
const answerWithinMs = 300;

/**
 * Creates the notifier for macOS and Windows, through Electron. A click opens the account of the notification, or the
 * panel (null). On Windows a click on a notification of an earlier run opens the panel. A system that has no buttons leaves
 * them out.
 */
export function createNotifier(parts: {
  readonly onOpen: (accountId: string | null) => void;
  readonly onSnooze: (button: SnoozeButton) => void;
  readonly log: (message: string) => void;
  readonly platform?: NodeJS.Platform;
}): AlertNotifier {
  const { platform = process.platform } = parts;
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

  /** A click of Windows was answered by a notification of this run. */
  let isAnswered = false;
  if (platform === 'win32')
    Notification.handleActivation(() =>
      setTimeout(() => {
        // A notification of an earlier run has no object here that could answer.
        if (!isAnswered) parts.onOpen(null);
        isAnswered = false;
      }, answerWithinMs),
    );

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
        isAnswered = true;
        kept.delete(notification);
        parts.onOpen(accountId);
      });
      notification.on('action', (_event, index) => {
        isAnswered = true;
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
