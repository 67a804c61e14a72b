import { useMemo } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { PanelView } from '../../core/views/panel.ts';
import { Button } from '../components/Button.tsx';
import { Message } from '../components/Message.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { Window } from '../components/Window.tsx';
import { withPanelChange } from '../hooks/panel-change.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { createViewStore, useView, type ViewState } from '../hooks/view-store.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Face } from './Face.tsx';
import styles from './Panel.module.css';

interface PanelAppProps {
  readonly bridge: Bridge;
  /** The first view, if it is already here. */
  readonly first?: PanelView | null;
}

/** The panel window, with its view store, its language and a boundary for errors. */
export function PanelApp({ bridge, first = null }: PanelAppProps) {
  const store = useMemo(
    () => createViewStore({ first, get: bridge.getPanel, onChanged: bridge.onPanelChanged, apply: withPanelChange }),
    [bridge, first],
  );
  const state = useView(store);
  return (
    <Window bridge={bridge} title="ui.panel.title" appearance={state.status === 'ready' ? state.view.appearance : null}>
      {state.status === 'ready' ? (
        <Face view={state.view} />
      ) : (
        <NoView state={state} onRetry={() => void store.load()} />
      )}
    </Window>
  );
}

interface NoViewProps {
  readonly state: Exclude<ViewState<PanelView>, { readonly status: 'ready' }>;
  readonly onRetry: () => void;
}

/** The panel before its first view: a skeleton, or an error with a retry button. */
function NoView({ state, onRetry }: NoViewProps) {
  const t = useTranslate();
  const bridge = useBridge();
  useShortcuts({
    close: () => void bridge.closeWindow(),
    refresh: onRetry,
    openSettings: () => void bridge.openWindow({ window: 'settings' }),
  });
  return (
    <main className={styles.empty} aria-busy={state.status === 'loading'}>
      <h1 className="visually-hidden">{t('ui.panel.title')}</h1>
      {state.status === 'loading' ? (
        <Skeleton text={t('ui.panel.loading')} />
      ) : (
        <div role="alert">
          <Message title={t('ui.panel.failed.title')}>
            <p>{t('ui.panel.failed.text')}</p>
            <Button onPress={onRetry}>{t('ui.action.retry')}</Button>
          </Message>
        </div>
      )}
    </main>
  );
}
