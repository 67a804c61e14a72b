import { useCallback, useEffect, useRef, useState } from 'react';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { DailyUsageView } from '../../core/daily-usage/view-model.ts';
import { useBridge } from '../hooks/window-context.ts';

export interface DailyUsageState {
  /** Null before the first answer. */
  readonly view: DailyUsageView | null;
  /** True while a request to the app is in flight. */
  readonly busy: boolean;
  /** True when the app did not answer the last request. The previous view stays. */
  readonly failed: boolean;
  readonly refresh: () => Promise<void>;
  readonly turnOn: () => Promise<void>;
}

/** Reads the stored days, then refreshes them from the service if that is allowed. */
export function useDailyUsage(accountId: string): DailyUsageState {
  const bridge = useBridge();
  const [view, setView] = useState<DailyUsageView | null>(null);
  const [busy, setBusy] = useState(true);
  const [failed, setFailed] = useState(false);
  const gone = useRef(false);

  const take = useCallback(
    async (asked: Promise<CommandAnswer<DailyUsageView | null>>): Promise<DailyUsageView | null> => {
      setBusy(true);
      const answer = await asked.catch(() => null);
      if (gone.current) return null;
      const next = answer?.ok === true ? answer.value : null;
      setBusy(false);
      setFailed(next === null);
      if (next !== null) setView(next);
      return next;
    },
    [],
  );
  const refresh = useCallback(
    async (): Promise<void> => void (await take(bridge.refreshDailyUsage({ accountId }))),
    [bridge, accountId, take],
  );
  const open = useCallback(async (): Promise<void> => {
    const kept = await take(bridge.getDailyUsage({ accountId }));
    if (kept?.canRefresh === true) await refresh();
  }, [bridge, accountId, take, refresh]);
  const turnOn = async (): Promise<void> => {
    const answer = await bridge.enableDailyUsage().catch(() => null);
    if (answer?.ok === true) await open();
    else setFailed(true);
  };

  useEffect(() => {
    gone.current = false;
    void open();
    return () => void (gone.current = true);
  }, [open]);

  return { view, busy, failed, refresh, turnOn };
}
