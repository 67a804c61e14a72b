import { useEffect, useState } from 'react';
import type { Bridge } from '../../../core/ipc/contract.ts';
import { useBridge } from '../../hooks/window-context.ts';

/** The text that each window holds, so that leaving the page loses nothing. */
const drafts = new WeakMap<Bridge, string>();

/** The text of a definition, which stays while the window is open. */
export function useDraft(): readonly [text: string, setText: (text: string) => void] {
  const bridge = useBridge();
  const [text, setText] = useState(() => drafts.get(bridge) ?? '');
  useEffect(() => void drafts.set(bridge, text), [bridge, text]);
  return [text, setText];
}
