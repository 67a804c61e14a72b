import { useMemo, useRef, useState } from 'react';

import type { Bridge } from '../../core/ipc/contract.ts';
import type { PanelView } from '../../core/views/panel.ts';
import { AccountList } from '../components/AccountList.tsx';
import { BannerList } from '../components/BannerList.tsx';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { Message } from '../components/Message.tsx';
import { PanelHeader } from '../components/PanelHeader.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { TotalsHeader } from '../components/TotalsHeader.tsx';
import { Window } from '../components/Window.tsx';
import { RevealContext, useCardWish } from '../hooks/card-focus.ts';
import { useStateAnnouncement } from '../hooks/use-announcement.ts';
import { withPanelChange } from '../hooks/panel-change.ts';
import { AnnounceContext, useBridge, useTranslate } from '../hooks/window-context.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { createViewStore, useView, type ViewState } from '../hooks/view-store.ts';
import { NotificationsDrawer } from '../notifications/NotificationsDrawer.tsx';
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
      <Panel state={state} onRetry={() => void store.load()} />
    </Window>
  );
}

/** The panel: the header, then a skeleton, an error with a retry button, or the accounts. */
function Panel({ state, onRetry }: { readonly state: ViewState<PanelView>; readonly onRetry: () => void }) {
  const t = useTranslate();
  const bridge = useBridge();
  const view = state.status === 'ready' ? state.view : null;
  const [refusal, setRefusal] = useState<string | null>(null);
  const [outcome, announce] = useState('');
  const [noticesOpen, setNoticesOpen] = useState(false);
  const bell = useRef<HTMLButtonElement>(null);
  const closeNotices = (): void => {
    setNoticesOpen(false);
    bell.current?.focus();
  };

  const refresh = async (): Promise<void> => {
    if (view?.refreshEnabled === false) return;
    const answer = await bridge.refreshAccounts({ accountId: null }).catch(() => null);
    if (answer?.ok === true) setRefusal(answer.value.accepted ? null : answer.value.message);
    else setRefusal(t('ui.refresh.failed'));
  };
  const openSettings = (): void => void bridge.openWindow({ window: 'settings' });

  useShortcuts({ close: () => void bridge.closeWindow(), refresh: () => void refresh(), openSettings });
  const { wishedId, reveal } = useCardWish(bridge, view);
  const announcement = useStateAnnouncement(view?.accounts ?? null, t);

  return (
    <div className={styles.panel}>
      <PanelHeader
        updatedText={view === null ? null : (view.updatedText ?? t('ui.panel.never-read'))}
        refreshEnabled={view?.refreshEnabled ?? false}
        noticesText={view?.noticesText ?? null}
        noticesOpen={noticesOpen}
        noticesRef={bell}
        onNotices={() => (noticesOpen ? closeNotices() : setNoticesOpen(true))}
        onRefresh={() => void refresh()}
        onSettings={openSettings}
      />
      <main className={styles.scroll} aria-busy={state.status === 'loading'}>
        {state.status === 'loading' && <Skeleton text={t('ui.panel.loading')} />}
        {state.status === 'failed' && (
          <div role="alert">
            <Message title={t('ui.panel.failed.title')}>
              <p>{t('ui.panel.failed.text')}</p>
              <Button onPress={onRetry}>{t('ui.action.retry')}</Button>
            </Message>
          </div>
        )}
        {view !== null && (
          <AnnounceContext value={announce}>
            <RevealContext value={reveal}>
              {noticesOpen && <NotificationsDrawer version={view.noticesText ?? ''} onClose={closeNotices} />}
              <PanelContent view={view} wishedId={wishedId} refusal={refusal} onRefresh={() => void refresh()} />
            </RevealContext>
          </AnnounceContext>
        )}
      </main>
      <p className="visually-hidden" aria-live="polite" data-announcement="">
        {announcement}
      </p>
      <p className="visually-hidden" aria-live="polite" data-outcome="">
        {outcome}
      </p>
    </div>
  );
}

interface PanelContentProps {
  readonly view: PanelView;
  /** The account whose card the user wants to see now; null: none. */
  readonly wishedId: string | null;
  /** Why a refresh of all accounts did not start; null: no message. */
  readonly refusal: string | null;
  readonly onRefresh: () => void;
}

/** Everything below the header when there is a view. */
function PanelContent({ view, wishedId, refusal, onRefresh }: PanelContentProps) {
  const t = useTranslate();
  return (
    <>
      {refusal !== null && (
        <p className={styles.refusal} role="status">
          {refusal}
        </p>
      )}
      <BannerList banners={view.banners} />
      {view.totals !== null && <TotalsHeader totals={view.totals} />}
      {view.empty !== null && <EmptyState empty={view.empty} onRefresh={onRefresh} />}
      {view.accounts.length > 0 && (
        <section aria-labelledby="accounts-heading">
          <h2 id="accounts-heading" className="visually-hidden">
            {t('ui.panel.accounts')}
          </h2>
          <AccountList accounts={view.accounts} further={view.further ?? 0} wishedId={wishedId} />
        </section>
      )}
    </>
  );
}
