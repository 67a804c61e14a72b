import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

/** What the window says at its end for a moment, with the way back. */
export interface UndoToast {
  readonly text: string;
  /** Null: there is no way back. */
  readonly undo: (() => void) | null;
}

/** Changes that can be taken back for a while. */
export interface UndoOffers {
  /** Says what was changed, and offers the way back. */
  readonly offer: (text: string, undo: () => void) => void;
  /** Says something that has no way back. */
  readonly say: (text: string) => void;
  /** Forgets an account after ten seconds, or when the window is closed before. Until then it can be taken back. */
  readonly forgetLater: (accountId: string, text: string, forget: () => Promise<boolean>, failedText: string) => void;
  /** The accounts that are about to be forgotten. The lists leave them out. */
  readonly leavingIds: ReadonlySet<string>;
}

const shownMs = 6000;
const forgetMs = 10_000;
const nothing = (): void => undefined;

export const UndoContext = createContext<UndoOffers>({
  ...{ offer: nothing, say: nothing, forgetLater: nothing },
  leavingIds: new Set(),
});

/** Returns the changes that can be taken back. */
export function useUndo(): UndoOffers {
  return useContext(UndoContext);
}

interface Leaving {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly finish: () => void;
}

/** Keeps the toast of the window and the accounts that are about to be forgotten. */
export function useUndoOffers(): { readonly toast: UndoToast | null; readonly offers: UndoOffers } {
  const [toast, setToast] = useState<UndoToast | null>(null);
  const [leavingIds, setLeavingIds] = useState<ReadonlySet<string>>(new Set());
  const leaving = useRef(new Map<string, Leaving>());
  const toastTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const show = useCallback((next: UndoToast, forMs: number): void => {
    clearTimeout(toastTimer.current);
    setToast(next);
    const end = (): void => {
      // A toast with the focus stays, so that the keyboard has time for its button.
      const hasFocus = document.activeElement?.closest('[role="status"]') != null;
      if (hasFocus) toastTimer.current = setTimeout(end, 1000);
      else setToast(null);
    };
    toastTimer.current = setTimeout(end, forMs);
  }, []);
  const settle = useCallback((accountId: string): void => {
    leaving.current.delete(accountId);
    setLeavingIds(new Set(leaving.current.keys()));
  }, []);

  const forgetLater = useCallback<UndoOffers['forgetLater']>(
    (accountId, text, forget, failedText) => {
      const finish = (): void => {
        clearTimeout(leaving.current.get(accountId)?.timer);
        void forget().then((isDone) => {
          settle(accountId);
          if (!isDone) show({ text: failedText, undo: null }, shownMs);
        });
      };
      leaving.current.set(accountId, { timer: setTimeout(finish, forgetMs), finish });
      setLeavingIds(new Set(leaving.current.keys()));
      const undo = (): void => {
        clearTimeout(leaving.current.get(accountId)?.timer);
        settle(accountId);
        setToast(null);
      };
      show({ text, undo }, forgetMs);
    },
    [settle, show],
  );

  // A window that closes shows no way back any more, so what was wished happens now.
  useEffect(() => {
    const onHidden = (): void => {
      if (document.visibilityState === 'hidden') for (const { finish } of leaving.current.values()) finish();
    };
    document.addEventListener('visibilitychange', onHidden);
    return () => document.removeEventListener('visibilitychange', onHidden);
  }, []);

  const newest = useRef(toast);
  useEffect(() => {
    newest.current = toast;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
      const isText = event.target instanceof Element && event.target.closest('input:not([type="checkbox"]), textarea');
      const undo = newest.current?.undo ?? null;
      if (!isUndo || isText !== null || undo === null || event.defaultPrevented) return;
      event.preventDefault();
      undo();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const offers = useMemo<UndoOffers>(
    () => ({
      offer: (text, undo) => {
        const once = (): void => {
          setToast(null);
          undo();
        };
        show({ text, undo: once }, shownMs);
      },
      say: (text) => show({ text, undo: null }, shownMs),
      forgetLater,
      leavingIds,
    }),
    [forgetLater, leavingIds, show],
  );
  return { toast, offers };
}
