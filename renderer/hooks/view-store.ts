import { useSyncExternalStore } from 'react';

import type { CommandAnswer } from '../../core/ipc/contract.ts';

/** The state of a window's view. */
export type ViewState<View> =
  | { readonly status: 'loading' }
  | { readonly status: 'failed' }
  | { readonly status: 'ready'; readonly view: View };

interface ViewStore<View> {
  readonly state: () => ViewState<View>;
  /** Calls the listener on every change, and returns the function that unsubscribes. The first listener starts the store. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes a view from a push or an answer. Drops a view with a smaller version. */
  readonly accept: (view: View) => void;
  /** Requests the view again after a failure. Resolves when the answer is taken. */
  readonly load: () => Promise<void>;
}

interface ViewSource<View, Push> {
  readonly get: () => Promise<CommandAnswer<View>>;
  readonly onChanged: (listener: (push: Push) => void) => () => void;
  /** A view that is already here; null: the store requests it. */
  readonly first: View | null;
  /** Returns the view after a push; null: the push belongs to another view than this one. */
  readonly apply: (view: View | null, push: Push) => View | null;
}

/**
 * Creates the store of one window's newest view. Pushes can overtake the first answer and each other, so the
 * version decides, not the order of arrival. A push that belongs to another view makes the store request a whole view. A failed request never removes a view that is shown.
 */
export function createViewStore<View extends { readonly version: number }, Push extends { readonly version: number }>(
  source: ViewSource<View, Push>,
): ViewStore<View> {
  let state: ViewState<View> = source.first === null ? { status: 'loading' } : { status: 'ready', view: source.first };
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
  const take = (push: Push): void => {
    const known = state.status === 'ready' ? state.view : null;
    if (known !== null && push.version < known.version) return;
    const view = source.apply(known, push);
    if (view !== null) accept(view);
    else void load();
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
      endPushes = source.onChanged(take);
      if (state.status !== 'ready') void load();
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

/** Returns the state of a window's view. Renders again only when the store takes a newer view. */
export function useView<View>(store: ViewStore<View>): ViewState<View> {
  return useSyncExternalStore(store.subscribe, store.state);
}

/** A page that waits longer than this for its first view shows that it is loading. */
const firstViewMs = 100;

/**
 * Resolves with the first view of a page, so that the page is drawn once and not twice. Null: the view is late or could
 * not be had.
 */
export function firstView<View>(get: () => Promise<CommandAnswer<View>>): Promise<View | null> {
  return new Promise((resolve) => {
    const none = (): void => resolve(null);
    setTimeout(none, firstViewMs);
    get().then((answer) => (answer.ok ? resolve(answer.value) : none()), none);
  });
}
