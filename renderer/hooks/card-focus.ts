import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';

import type { Bridge } from '../../core/ipc/bridge.ts';

/** The id that a card's element carries, so that it can be found again. */
export function cardElementId(accountId: string): string {
  return `account-${accountId}`;
}

/**
 * Scrolls to the card that the tray menu or a notice asked for and focuses it. The wish may come
 * before the first view: it is kept until there is something to show.
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
