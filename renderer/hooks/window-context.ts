import { createContext, useContext } from 'react';

import type { Bridge } from '../../core/ipc/bridge.ts';
import { translateInto, type UiTranslate } from '../i18n/catalogue.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the app. A component outside of a window has none, which is a fault of ours. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new Error('This component needs a window around it.');
  return bridge;
}

/** The words of the window. Before a view came they follow the language of the page. */
export const TranslateContext = createContext<UiTranslate>(translateInto(navigator.language));

/** Gives `t`, typed by the keys of the page's own catalogue. */
export function useTranslate(): UiTranslate {
  return useContext(TranslateContext);
}

/** Puts a sentence into the live region of the window. */
export const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Tells a screen reader what came of something one did, also where its row is gone by then. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}
