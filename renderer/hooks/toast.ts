import { useCallback, useEffect, useRef, useState } from 'react';

/** What the panel says for a moment. */
export interface ToastMessage {
  readonly text: string;
  /** True: the change can be undone. */
  readonly canUndo: boolean;
}

const shownMs = 6000;

interface ToastState {
  readonly toast: ToastMessage | null;
  readonly show: (text: string, canUndo?: boolean) => void;
  readonly hide: () => void;
}

/** Returns the toast of the panel. It goes after six seconds, but not while it has the focus. */
export function useToast(): ToastState {
  const [toast, setToast] = useState<ToastMessage | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setToast(null);
  }, []);
  const show = useCallback((text: string, canUndo = false) => {
    clearTimeout(timer.current);
    setToast({ text, canUndo });
    const end = (): void => {
      const hasFocus = document.activeElement?.closest('[role="status"]') != null;
      if (hasFocus) timer.current = setTimeout(end, 1000);
      else setToast(null);
    };
    timer.current = setTimeout(end, shownMs);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { toast, show, hide };
}
