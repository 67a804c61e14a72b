import { useSyncExternalStore } from 'react';

import type { CommandAnswer } from '../../core/ipc/contract.ts';

/** What a window knows of its view. */
export type ViewState<View> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed' }
  | { readonly status: 'ready'; readonly view: View };

interface ViewStore<View> {
  readonly state: () => ViewState<View>;
  /** Tells of every change; returns the function that ends it. The first listener starts the store. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes a view from a push or an answer; one with a smaller version is dropped. */
  readonly accept: (view: View) => void;
  /** Asks again after a failure; resolves when the answer has been taken. */
  readonly load: () => Promise<void>;
}

interface ViewSource<View> {
  readonly get: () => Promise<CommandAnswer<View>>;
  readonly onChanged: (listener: (view: View) => void) => () => void;
}

/**
 * Keeps the newest view of one window. Pushes may overtake the first answer and one another, so the
 * version decides, never the order of arrival; a failed read never takes away a view that is shown.
 */
export function createViewStore<View extends { readonly version: number }>(source: ViewSource<View>): ViewStore<View> {
  let state: ViewState<View> = { status: 'loading' };
  let endPushes: (() => void) | null = null;
  const listeners = new Set<() => void>();

  const become = (next: ViewState<View>): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const accept = (view: View): void => {
    if (state.status === 'ready' && view.version < state.view.version) return;
    become({ status: 'ready', view });
  };
  const load = async (): Promise<void> => {
    if (state.status === 'failed') become({ status: 'loading' });
    const answer = await source.get().catch(() => null);
    if (answer?.ok === true) accept(answer.value);
    else if (state.status !== 'ready') become({ status: 'failed' });
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    if (endPushes === null) {
      endPushes = source.onChanged(accept);
      void load();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      endPushes?.();
      endPushes = null;
    };
  };

  return Object.freeze({ state: () => state, subscribe, accept, load });
}

/** The state of a window's view; draws again only when the store took a newer view. */
export function useView<View>(store: ViewStore<View>): ViewState<View> {
  return useSyncExternalStore(store.subscribe, store.state);
}
