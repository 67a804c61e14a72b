import {
  createContext,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { PanelView } from '../../core/views/panel.ts';

/** Returns the element id of an account's card. */
export function cardElementId(accountId: string): string {
  return `account-${accountId}`;
}

/** The card that the user wants to see, until it has the focus. */
export interface CardWish {
  /** The account of the card; null: none is wanted. A long list draws this card wherever it is scrolled to. */
  readonly wishedId: string | null;
  /** Scrolls to the card of an account and focuses it. */
  readonly reveal: (accountId: string) => void;
}

/**
 * Returns the wish to see a card, from the tray menu, a notification or a key. A wish waits for the
 * view with the card.
 */
export function useCardWish(bridge: Bridge, view: PanelView | null): CardWish {
  const [wish, setWish] = useState<{ readonly accountId: string } | null>(null);
  const reveal = useCallback((accountId: string) => setWish({ accountId }), []);
  useEffect(() => bridge.onFocusAccount(({ accountId }) => setWish({ accountId })), [bridge]);
  useEffect(() => {
    if (wish === null || view === null) return;
    const isThere = view.accounts.some(({ id }) => id === wish.accountId);
    if (!isThere && view.further !== undefined) return;
    const card = document.getElementById(cardElementId(wish.accountId));
    card?.scrollIntoView({ block: 'start' });
    card?.focus({ preventScroll: true });
    setWish(null);
  }, [wish, view]);
  return { wishedId: wish?.accountId ?? null, reveal };
}

/** The function of the panel that scrolls to the card of an account and focuses it. */
export const RevealContext = createContext<CardWish['reveal']>(() => undefined);

/** Returns the function that scrolls to the card of an account and focuses it. */
export function useReveal(): CardWish['reveal'] {
  return useContext(RevealContext);
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
