import { useEffect, useRef } from 'react';

export interface Shortcuts {
  readonly close: () => void;
  readonly refresh: () => void;
  readonly openSettings: () => void;
}

/**
 * Handles the keys of a window: Escape closes, F5 and Ctrl+R (⌘R) refresh, Ctrl+, (⌘,) opens the settings. It
 * ignores a key that a control inside has handled (`preventDefault`). The browser handles all other keys.
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const newest = useRef(shortcuts);
  useEffect(() => {
    newest.current = shortcuts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const action = event.defaultPrevented || event.isComposing ? null : actionOf(event);
      if (action === null) return;
      event.preventDefault();
      if (!event.repeat) newest.current[action]();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function actionOf(event: KeyboardEvent): keyof Shortcuts | null {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (event.key === 'Escape') return 'close';
  if (event.key === 'F5' || (command && event.key.toLowerCase() === 'r')) return 'refresh';
  if (command && event.key === ',') return 'openSettings';
  return null;
}
