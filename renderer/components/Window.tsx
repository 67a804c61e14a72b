import { type ReactNode, useEffect, useLayoutEffect } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { Appearance } from '../../core/views/panel.ts';
import { BridgeContext, TranslateContext } from '../hooks/window-context.ts';
import { useTranslateInto } from '../hooks/page-texts.ts';
import type { UiKey } from '../i18n/catalogue.ts';
import { ErrorBoundary, Fault } from './ErrorBoundary.tsx';

interface WindowProps {
  readonly bridge: Bridge;
  /** Null before the first view; the system decides then. */
  readonly appearance: Appearance | null;
  /** The title of the window, as the window switcher shows it. */
  readonly title: UiKey;
  readonly children: ReactNode;
}

/** The frame of every window: the bridge, the language, the theme, and a boundary for errors. */
export function Window({ bridge, appearance, title, children }: WindowProps) {
  useAppearance(appearance);
  const words = useTranslateInto(appearance, bridge);
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

/** Sets language, direction and theme on `<html>`, for the browser, screen readers and design tokens. */
function useAppearance(appearance: Appearance | null): void {
  const language = appearance?.language;
  const direction = appearance?.direction ?? 'ltr';
  const theme = appearance?.theme;
  useLayoutEffect(() => {
    const root = document.documentElement;
    if (language !== undefined) {
      root.lang = language;
      root.dir = direction;
    }
    if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
    else delete root.dataset['theme'];
  }, [language, direction, theme]);
}
