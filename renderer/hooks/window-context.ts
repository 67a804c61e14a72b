import { createContext, useContext } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import { translateInto, type UiTranslate } from '../i18n/catalogue.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** Returns the bridge to the app. Throws outside of a window, which is a programming error. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new Error('This component needs a window around it.');
  return bridge;
}

/** The translate function of the window. */
export const TranslateContext = createContext<UiTranslate>(translateInto('en'));

/** Returns `t`, typed by the keys of the renderer's catalogue. */
export function useTranslate(): UiTranslate {
  return useContext(TranslateContext);
}

/** The function that puts a sentence into the live region of the window. */
export const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Returns a function that announces the outcome of an action to a screen reader, even when the row of the action is gone. */
export function useAnnounce(): (text: string) => void {
  return useContext(AnnounceContext);
}
