import { useLayoutEffect } from 'react';
import type { Appearance } from '../../core/views/panel.ts';

/** Carries language and theme to `<html>`, where the browser, screen readers and the tokens look. */
export function useAppearance(appearance: Appearance | null): void {
  const language = appearance?.language;
  const theme = appearance?.theme;
  useLayoutEffect(() => {
    const root = document.documentElement;
    if (language !== undefined) root.lang = language;
    if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
    else delete root.dataset['theme'];
  }, [language, theme]);
}
