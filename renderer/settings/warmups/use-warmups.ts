import { useContext, useEffect, useState } from 'react';
import type { WarmupsView } from '../../../core/warm-ups/view-model.ts';
import { useBridge } from '../../hooks/window-context.ts';
import { SettingsContext } from '../settings-context.ts';

/** Returns the view of warm-ups, requested again with each newer view of the settings; null before the first answer. */
export function useWarmups(): WarmupsView | null {
  const bridge = useBridge();
  const version = useContext(SettingsContext)?.view.version;
  const [view, setView] = useState<WarmupsView | null>(null);
  useEffect(() => {
    if (version === undefined) return undefined;
    let isCurrent = true;
    const read = async (): Promise<void> => {
      const answer = await bridge.getWarmups().catch(() => null);
      if (isCurrent && answer?.ok === true) setView(answer.value);
    };
    void read();
    return () => void (isCurrent = false);
  }, [bridge, version]);
  return view;
}
