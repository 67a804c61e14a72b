import { useEffect, useMemo, type ReactNode } from 'react';
import type { Bridge } from '../../core/ipc/bridge.ts';
import type { Appearance } from '../../core/views/panel.ts';
import { BridgeContext } from '../hooks/window-context.ts';
import { useAppearance } from '../hooks/use-appearance.ts';
import { TranslateContext } from '../hooks/use-translate.ts';
import { translateInto, type UiKey } from '../i18n/catalogue.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Fault } from './Fault.tsx';

export interface WindowProps {
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
