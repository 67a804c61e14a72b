import { type ReactNode, useEffect, useLayoutEffect, useMemo } from 'react';

import type { Bridge } from '../../core/ipc/bridge.ts';
import type { Appearance } from '../../core/views/panel.ts';
import { BridgeContext, TranslateContext } from '../hooks/window-context.ts';
import { translateInto, type UiKey } from '../i18n/catalogue.ts';
import { ErrorBoundary, Fault } from './ErrorBoundary.tsx';

interface WindowProps {
  readonly bridge: Bridge;
  /** Null until the first view came: then the system decides. */
  readonly appearance: Appearance | null;
  /** The title of the window, as the system's switcher shows it. */
  readonly title: UiKey;
  readonly children: ReactNode;
}

/** What every window has around its content: the bridge, the words, the theme, and a net for faults. */
export function Window({ bridge, appearance, title, children }: WindowProps) {
  useAppearance(appearance);
  const language = appearance?.language ?? navigator.language;
  const words = useMemo(() => translateInto(language), [language]);
  useEffect(() => {
    document.title = words(title);
  }, [words, title]);
  return (
    <BridgeContext value={bridge}>
      <TranslateContext value={words}>
        <ErrorBoundary fallback={(retry) => <Fault retry={retry} />}>{children}</ErrorBoundary>
      </TranslateContext>
    </BridgeContext>
  );
}

/** Carries language and theme to `<html>`, where the browser, screen readers and the tokens look. */
function useAppearance(appearance: Appearance | null): void {
  const language = appearance?.language;
  const theme = appearance?.theme;
  useLayoutEffect(() => {
    const root = document.documentElement;
    if (language !== undefined) root.lang = language;
    if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
    else delete root.dataset['theme'];
  }, [language, theme]);
}
