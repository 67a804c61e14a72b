import { createContext, useContext } from 'react';
import type { Bridge } from '../../core/ipc/bridge.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the app. A component outside of a window has none, which is a fault of ours. */
export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (bridge === null) throw new Error('This component needs a window around it.');
  return bridge;
}
