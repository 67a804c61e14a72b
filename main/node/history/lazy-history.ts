import type { HistoryStore } from '../../../core/history/store.ts';
import type { HistoryFile } from './history-store.ts';

/** The history of this process, opened when something of it is first needed; null: it cannot be opened. */
export type LazyHistory = () => Promise<HistoryStore | null>;

/** The tray comes first: the native library is loaded with the first call. */
export function lazyHistory(file: HistoryFile): LazyHistory {
  let opened: Promise<HistoryStore | null> | null = null;
  const open = async (): Promise<HistoryStore | null> => {
    const { openHistory } = await import('./history-store.ts');
    return openHistory(file);
  };
  return () => (opened ??= open());
}
