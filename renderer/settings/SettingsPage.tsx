import {
  type Dispatch,
  type RefObject,
  type SetStateAction,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import { Button } from '../components/Button.tsx';
import { Message } from '../components/Message.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { Window } from '../components/Window.tsx';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { createViewStore, useView, type ViewState } from '../hooks/view-store.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Toast } from '../panel/Toast.tsx';
import { type Places, PlacesContext } from './places.ts';
import { SearchField } from './SearchField.tsx';
import { SectionList } from './SectionList.tsx';
import styles from './SettingsPage.module.css';
import { SettingsRows } from './SettingsRows.tsx';
import { type Place, sectionOfPage } from './row-model.ts';
import { SettingsContext } from './settings-context.ts';
import { UndoContext, useUndoOffers } from './undo.ts';

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
  const [place, setPlace] = useState<Place>({ section: 'general', page: null });
  const [search, setSearch] = useState('');
  const searching = search.trim() !== '';
  const content = useRef<HTMLElement>(null);
  const [adding, setAdding] = useState<Places['adding']>(null);
  const places = useMemo(() => placesOf(setPlace, setSearch, adding, setAdding), [adding]);
  useEffect(
    () =>
      bridge.onAddAccount((wish) => {
        setPlace({ section: 'accounts', page: 'add' });
        setSearch('');
        setAdding(wish);
      }),
    [bridge],
  );
  const { toast, offers } = useUndoOffers();
  useFocusOfPlace(content, place, searching);
  useShortcuts({
    close: () => {
      if (searching || place.page === null) void bridge.closeWindow();
      else places.back();
    },
    refresh: () => void bridge.refreshAccounts({ accountId: null }),
    openSettings: () => undefined,
  });
  const view = state.status === 'ready' ? state.view : null;

  return (
    <div className={styles.page}>
      <header className={styles.side}>
        <SearchField value={search} onChange={setSearch} />
        <SectionList
          current={searching ? null : place.section}
          onChoose={(section) => {
            setPlace({ section, page: null });
            setSearch('');
          }}
        />
        {view !== null && <p className={styles.version}>{t('ui.settings.version', { version: view.appVersion })}</p>}
      </header>
      <main
        ref={content}
        key={searching ? 'search' : `${place.section} ${place.page}`}
        className={styles.content}
        aria-busy={state.status === 'loading'}
      >
        {state.status === 'loading' && <Skeleton text={t('ui.settings.loading')} />}
        {state.status === 'failed' && (
          <div role="alert">
            <Message title={t('ui.settings.failed.title')}>
              <p>{t('ui.settings.failed.text')}</p>
              <Button onPress={onRetry}>{t('ui.action.retry')}</Button>
            </Message>
          </div>
        )}
        {view !== null && (
          <SettingsContext value={{ view, accept }}>
            <PlacesContext value={places}>
              <UndoContext value={offers}>
                <SettingsRows place={place} search={search.trim()} onClear={() => setSearch('')} />
              </UndoContext>
            </PlacesContext>
          </SettingsContext>
        )}
      </main>
      <div className={styles.toast} role="status">
        {toast !== null && <Toast text={toast.text} onUndo={toast.undo} />}
      </div>
    </div>
  );
}

/** Returns the way between sections and pages. A page that the search found belongs to its own section. */
function placesOf(
  setPlace: Dispatch<SetStateAction<Place>>,
  setSearch: (search: string) => void,
  adding: Places['adding'],
  setAdding: (adding: Places['adding']) => void,
): Places {
  return {
    adding,
    open: (page) => {
      setPlace({ section: sectionOfPage(page), page });
      setSearch('');
      setAdding(null);
    },
    back: () => setPlace(({ section }) => ({ section, page: null })),
  };
}

/** Puts the focus on the way back when a page opens, and on the control that opened it when the user goes back. */
function useFocusOfPlace(content: RefObject<HTMLElement | null>, place: Place, searching: boolean): void {
  const before = useRef(place);
  useLayoutEffect(() => {
    const { page } = before.current;
    before.current = place;
    // A form that opens has put the focus into its first field.
    const isTaken = content.current?.contains(document.activeElement) ?? false;
    if (searching || place.page === page || isTaken) return;
    const selector = place.page === null ? `[data-opens="${CSS.escape(page ?? '')}"]` : '[data-back]';
    const target = content.current?.querySelector(selector) ?? content.current?.querySelector('button');
    const control = target instanceof HTMLButtonElement ? target : target?.querySelector('button');
    control?.focus();
  }, [content, place, searching]);
}
