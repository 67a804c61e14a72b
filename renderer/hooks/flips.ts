import { createContext, useContext } from 'react';

/** What turns all figures or all times of the panel around. */
export interface Flips {
  /** Between what is left and what is used. */
  readonly figures: () => void;
  /** Between the time left and the clock. */
  readonly times: () => void;
}

const nothing = (): void => undefined;

export const FlipContext = createContext<Flips>({ figures: nothing, times: nothing });

/** Returns the functions that turn all figures and all times around. */
export function useFlips(): Flips {
  return useContext(FlipContext);
}
