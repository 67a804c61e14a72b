import { useRef, useState } from 'react';
import type { PanelView } from '../../core/views/panel.ts';
import { Button } from '../components/Button.tsx';
import { Message } from '../components/Message.tsx';
import { PanelHeader } from '../components/PanelHeader.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useAnnouncement } from '../hooks/use-announcement.ts';
import { useBridge } from '../hooks/window-context.ts';
import { useFocusAccount } from '../hooks/card-focus.ts';
import { SayContext } from '../hooks/use-say.ts';
import { useShortcuts } from '../hooks/use-shortcuts.ts';
import { useTranslate } from '../hooks/use-translate.ts';
import { NoticesDrawer } from '../notifications/NotificationsDrawer.tsx';
import type { ViewState } from '../hooks/view-store.ts';
import styles from './Panel.module.css';
import { PanelContent } from './PanelContent.tsx';

/** The panel: header, then a skeleton, a sentence with a way out, or the accounts. */
export function Panel({ state, onRetry }: { readonly state: ViewState<PanelView>; readonly onRetry: () => void }) {
  const t = useTranslate();
  const bridge = useBridge();
  const view = state.status === 'ready' ? state.view : null;
  const [refusal, setRefusal] = useState<string | null>(null);
  const [said, say] = useState('');
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
  useFocusAccount(bridge, view !== null);
  const announcement = useAnnouncement(view?.accounts ?? null, t);

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
          <SayContext value={say}>
            {noticesOpen && <NoticesDrawer version={view.noticesText ?? ''} onClose={closeNotices} />}
            <PanelContent view={view} refusal={refusal} onRefresh={() => void refresh()} />
          </SayContext>
        )}
      </main>
      <p className="visually-hidden" aria-live="polite" data-announcement="">
        {announcement}
      </p>
      <p className="visually-hidden" aria-live="polite" data-outcome="">
        {said}
      </p>
    </div>
  );
}
