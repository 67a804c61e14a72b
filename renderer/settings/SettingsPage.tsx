import { useMemo, useState } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import { Button } from '../components/Button.tsx';
import { Message } from '../components/Message.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { Window } from '../components/Window.tsx';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { createViewStore, useView, type ViewState } from '../hooks/view-store.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { SearchField } from './SearchField.tsx';
import { SectionList } from './SectionList.tsx';
import styles from './SettingsPage.module.css';
import { SettingsRows } from './SettingsRows.tsx';
import type { SectionId } from './row-model.ts';
import { SettingsContext } from './settings-context.ts';

interface SettingsAppProps {
  readonly bridge: Bridge;
  /** The first view, if it is already here. */
  readonly first?: SettingsView | null;
}

/** The settings window, with its view store, its language and a boundary for errors. */
export function SettingsApp({ bridge, first = null }: SettingsAppProps) {
  const store = useMemo(
    () =>
      createViewStore({
        first,
        get: bridge.getSettings,
        onChanged: bridge.onSettingsChanged,
        apply: (_, view) => view,
      }),
    [bridge, first],
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

interface SettingsPageProps {
  readonly state: ViewState<SettingsView>;
  readonly onRetry: () => void;
  readonly accept: (view: SettingsView) => void;
}

/** The settings: sections and search at the side, and one column of rows. */
function SettingsPage({ state, onRetry, accept }: SettingsPageProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const [section, setSection] = useState<SectionId>('general');
  const [search, setSearch] = useState('');
  const searching = search.trim() !== '';
  useShortcuts({
    close: () => void bridge.closeWindow(),
    refresh: () => void bridge.refreshAccounts({ accountId: null }),
    openSettings: () => undefined,
  });

  return (
    <div className={styles.page}>
      <header className={styles.side}>
        <h1 className={styles.title}>{t('ui.settings.title')}</h1>
        <SearchField value={search} onChange={setSearch} />
        <SectionList
          current={searching ? null : section}
          onChoose={(chosen) => {
            setSection(chosen);
            setSearch('');
          }}
        />
      </header>
      <main key={searching ? 'search' : section} className={styles.content} aria-busy={state.status === 'loading'}>
        {state.status === 'loading' && <Skeleton text={t('ui.settings.loading')} />}
        {state.status === 'failed' && (
          <div role="alert">
            <Message title={t('ui.settings.failed.title')}>
              <p>{t('ui.settings.failed.text')}</p>
              <Button onPress={onRetry}>{t('ui.action.retry')}</Button>
            </Message>
          </div>
        )}
        {state.status === 'ready' && (
          <SettingsContext value={{ view: state.view, accept }}>
            <SettingsRows section={section} search={search.trim()} onClear={() => setSearch('')} />
          </SettingsContext>
        )}
      </main>
    </div>
  );
}
