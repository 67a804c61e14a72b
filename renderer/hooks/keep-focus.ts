import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Returns a ref for a part that can disappear. When it does, the focus inside of it moves to the first button of its page, so
 * that it is never lost.
 */
export function useKeepFocus(): RefObject<HTMLDivElement | null> {
  const part = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = part.current;
    const page = element?.closest('[data-page]') ?? element?.closest('[data-scroller]') ?? null;
    return () => {
      if (element?.contains(document.activeElement) !== true) return;
      page?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    };
  }, []);
  return part;
}
