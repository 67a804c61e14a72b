import { type ComponentProps, useEffect, useState } from 'react';
import type { PanelPageView } from './PanelPageView.tsx';

let View: typeof PanelPageView | null = null;

/** Reads the script of the pages, which the list does not need. */
export async function loadPages(): Promise<void> {
  View ??= (await import('./PanelPageView.tsx')).PanelPageView;
}

/** A page of the panel, as soon as its script is there. */
export function LaterPage(props: ComponentProps<typeof PanelPageView>) {
  const [isLoaded, setLoaded] = useState(View !== null);
  useEffect(() => {
    if (!isLoaded) void loadPages().then(() => setLoaded(true));
  }, [isLoaded]);
  return View === null ? null : <View {...props} />;
}
