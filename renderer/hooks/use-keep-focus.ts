import { useLayoutEffect, useRef, type RefObject } from 'react';
import { cardElementId } from './card-focus.ts';

/** For a part of a card that may go away: the focus inside of it then moves to the card, not to nowhere. */
export function useKeepFocus(accountId: string): RefObject<HTMLDivElement | null> {
  const part = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = part.current;
    return () => {
      if (element?.contains(document.activeElement) !== true) return;
      document.getElementById(cardElementId(accountId))?.focus({ preventScroll: true });
    };
  }, [accountId]);
  return part;
}
