import { useEffect, useState } from 'react';
import type { HistoryRange, HistoryView } from '../../core/history/view-model.ts';
import { useBridge } from '../hooks/window-context.ts';

export interface HistoryState {
  /** The newest answer, which may be of the question before; null until the first one came. */
  readonly view: HistoryView | null;
  readonly busy: boolean;
  /** The app did not answer, or there is no history at all. */
  readonly failed: boolean;
  /** The stamp that the question was asked with. */
  readonly stamp: string;
}

/**
 * Asks for the history of a window, or of all accounts together, whenever the question changes.
 *
 * @param stamp Something that changes with the figures, so that new ones are asked for.
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
