import { createContext, useContext } from 'react';

/** Puts a sentence into the live region of the window. */
export const SayContext = createContext<(text: string) => void>(() => undefined);

/** Tells a screen reader what came of something one did, also where its row is gone by then. */
export function useSay(): (text: string) => void {
  return useContext(SayContext);
}
