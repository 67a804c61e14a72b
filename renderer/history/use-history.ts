import { useEffect, useState } from 'react';
import type { HistoryRange, HistoryView } from '../../core/history/view-model.ts';
import { useBridge } from '../hooks/window-context.ts';

export interface HistoryState {
  /** The newest answer, possibly to the previous question; null before the first answer. */
  readonly view: HistoryView | null;
  readonly busy: boolean;
  /** True when the app did not answer or has no history. */
  readonly failed: boolean;
  /** The stamp of the question. */
  readonly stamp: string;
}

/**
 * Requests the history of a window, or of all accounts together, whenever the question changes.
 *
 * @param stamp Another value when the figures change, so that new ones are requested.
 */
export function useHistory(
  accountId: string | null,
  windowId: string | null,
  range: HistoryRange,
  stamp = '',
): HistoryState {
  const bridge = useBridge();
  const [state, setState] = useState<HistoryState>({ view: null, busy: true, failed: false, stamp });
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      setState(({ view }) => ({ view, busy: true, failed: false, stamp }));
      const answer = await bridge.getHistory({ accountId, windowId, range }).catch(() => null);
      if (gone) return;
      const view = answer?.ok === true ? answer.value : null;
      setState((before) => ({ ...before, view: view ?? before.view, busy: false, failed: view === null }));
    };
    void ask();
    return () => void (gone = true);
  }, [bridge, accountId, windowId, range, stamp]);
  return state;
}
