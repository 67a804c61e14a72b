import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';

/** Returns the element id of an account's card. */
export function cardElementId(accountId: string): string {
  return `account-${accountId}`;
}

/**
 * Scrolls to the card that the tray menu or a notification asks for, and focuses it. A request before the first
 * view waits for that view.
 */
export function useFocusAccount(bridge: Bridge, ready: boolean): void {
  const [wish, setWish] = useState<{ readonly accountId: string } | null>(null);
  useEffect(() => bridge.onFocusAccount((payload) => setWish({ accountId: payload.accountId })), [bridge]);
  useEffect(() => {
    if (wish === null || !ready) return;
    const card = document.getElementById(cardElementId(wish.accountId));
    setWish(null);
    if (card === null) return;
    card.scrollIntoView({ block: 'start' });
    card.focus({ preventScroll: true });
  }, [wish, ready]);
}

/** Returns a ref for a part of a card that can disappear. When it does, the focus inside of it moves to the card. */
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
