import type { DesktopNotification } from '../ports.ts';
import { clockTime } from '../snapshot/format-time.ts';
import { limitName } from '../snapshot/window-name.ts';
import type { Reader } from '../translate.ts';
import type { WindowFacts } from './window-facts.ts';

/** The words of the notification for a window that is used up. */
export function exhaustionNotice(
  { accountId, window }: { readonly accountId: string; readonly window: WindowFacts },
  accountLabel: string,
  reader: Reader,
  nowMs: number,
): DesktopNotification {
  const { t } = reader;
  const limit = limitName(window, reader);
  const body =
    window.resetsAt === null
      ? t('notice.exhausted-body-unknown')
      : t('notice.exhausted-body', { time: clockTime(Date.parse(window.resetsAt), nowMs, reader) });
  return { title: t('notice.exhausted-title', { label: accountLabel, limit }), body, accountId };
}
