import { useSyncExternalStore } from 'react';
import type { ViewState, ViewStore } from './view-store.ts';

/** The state of a window's view; draws again only when the store took a newer view. */
export function useView<View>(store: ViewStore<View>): ViewState<View> {
  return useSyncExternalStore(store.subscribe, store.state);
}
