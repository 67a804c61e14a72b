import { useMemo } from 'react';
import type { Bridge } from '../../core/ipc/bridge.ts';
import { Window } from '../components/Window.tsx';
import { createViewStore } from '../hooks/view-store.ts';
import { useView } from '../hooks/use-view.ts';
import { Panel } from './Panel.tsx';

/** The panel window: keeps its view, speaks its language, survives its own faults. */
export function PanelApp({ bridge }: { readonly bridge: Bridge }) {
  const store = useMemo(() => createViewStore({ get: bridge.getPanel, onChanged: bridge.onPanelChanged }), [bridge]);
  const state = useView(store);
  return (
    <Window bridge={bridge} title="ui.panel.title" appearance={state.status === 'ready' ? state.view.appearance : null}>
      <Panel state={state} onRetry={() => void store.load()} />
    </Window>
  );
}
