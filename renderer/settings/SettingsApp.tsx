import { useMemo } from 'react';
import type { Bridge } from '../../core/ipc/bridge.ts';
import { Window } from '../components/Window.tsx';
import { createViewStore, useView } from '../hooks/view-store.ts';
import { SettingsPage } from './SettingsPage.tsx';

/** The settings window: keeps its view, speaks its language, survives its own faults. */
export function SettingsApp({ bridge }: { readonly bridge: Bridge }) {
  const store = useMemo(
    () => createViewStore({ get: bridge.getSettings, onChanged: bridge.onSettingsChanged }),
    [bridge],
  );
  const state = useView(store);
  return (
    <Window
      bridge={bridge}
      title="ui.settings.window"
      appearance={state.status === 'ready' ? state.view.appearance : null}
    >
      <SettingsPage state={state} onRetry={() => void store.load()} accept={store.accept} />
    </Window>
  );
}
