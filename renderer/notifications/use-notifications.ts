import { useCallback, useEffect, useRef, useState } from 'react';
import type { NotificationsView } from '../../core/alerts/view.ts';
import type { CommandAnswer, CommandInput } from '../../core/ipc/contract.ts';
import { useBridge } from '../hooks/window-context.ts';

export interface Notifications {
  /** Null before the first answer. */
  readonly view: NotificationsView | null;
  /** True when the app did not answer the last request. The previous view stays. */
  readonly failed: boolean;
  readonly markSeen: () => Promise<boolean>;
  readonly snooze: (wish: CommandInput<'notices.snooze'>) => Promise<void>;
}

/**
 * Returns the notifications that the app keeps.
 *
 * @param version Another value requests them again.
 */
export function useNotifications(version: string): Notifications {
  const bridge = useBridge();
  const [view, setView] = useState<NotificationsView | null>(null);
  const [failed, setFailed] = useState(false);
  const newest = useRef(0);
  const readAt = useRef<string | null>(null);

  const take = useCallback(async (asked: Promise<CommandAnswer<NotificationsView>>): Promise<boolean> => {
    const turn = ++newest.current;
    const answer = await asked.catch(() => null);
    if (turn !== newest.current) return false;
    setFailed(answer?.ok !== true);
    if (answer?.ok === true) setView(answer.value);
    return answer?.ok === true;
  }, []);

  useEffect(() => {
    readAt.current = version;
    void take(bridge.getNotices());
    return () => void (newest.current += 1);
  }, [bridge, take, version]);

  return {
    view,
    failed,
    markSeen: () => take(bridge.markNoticesSeen()),
    snooze: async (wish) => void (await take(bridge.snoozeNotices(wish))),
  };
}
