import { useEffect, useRef } from 'react';
import type { PanelView } from '../../core/views/panel.ts';
import { useAccountPage, usePoolPage } from '../hooks/account-pages.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { NoticesPage } from '../notifications/NoticesPage.tsx';
import { UsagePage } from '../usage/UsagePage.tsx';
import { AccountPage } from './AccountPage.tsx';
import type { PanelHand } from './hand.ts';
import { HelpPage } from './HelpPage.tsx';
import { KeysPage } from './KeysPage.tsx';
import { Page } from './Page.tsx';
import type { PanelPage, PanelPages } from './panel-pages.ts';
import { PlacesPage } from './PlacesPage.tsx';
import { PoolPage } from './PoolPage.tsx';
import { SharePage } from './SharePage.tsx';

export interface PanelPageViewProps {
  readonly page: PanelPage;
  readonly view: PanelView;
  readonly hasBack: boolean;
  readonly pages: PanelPages;
  readonly hand: PanelHand;
}

/** The open page with its data. */
export function PanelPageView(props: PanelPageViewProps) {
  const { page, view, hasBack, pages, hand } = props;
  const label = 'accountId' in page ? (view.rows.find(({ id }) => id === page.accountId)?.name ?? '') : '';
  switch (page.kind) {
    case 'account':
      return <OneAccount {...props} accountId={page.accountId} />;
    case 'usage':
      return <UsagePage accountId={page.accountId} label={label} hasBack onBack={pages.back} />;
    case 'notices':
      return (
        <NoticesPage
          version={String(view.unseenCount)}
          hasBack={hasBack}
          onBack={pages.back}
          onOpenAccount={(accountId) => pages.open({ kind: 'account', accountId })}
        />
      );
    case 'pool':
      return <AllAccounts {...props} />;
    case 'keys':
      return <KeysPage hasBack={hasBack} onBack={pages.back} />;
    case 'places':
      return <PlacesPage hasBack={hasBack} onBack={pages.back} />;
    case 'help':
      return <HelpPage topic={page.topic} hasBack={hasBack} onBack={pages.back} />;
    default:
      return (
        <SharePage
          accountId={page.accountId}
          view={view}
          hasBack={hasBack}
          onCopy={hand.copyPicture}
          onSave={hand.savePicture}
          onBack={pages.back}
        />
      );
  }
}

function OneAccount({ accountId, view, hasBack, pages, hand }: PanelPageViewProps & { readonly accountId: string }) {
  const t = useTranslate();
  const row = view.rows.find(({ id }) => id === accountId);
  const asked = useAccountPage(accountId, view.version);
  useWhenGone(row === undefined, pages.close);
  if (asked.status === 'ready') {
    const actions = hand.accountActions(accountId);
    const stamp = String(view.version);
    return (
      <AccountPage
        view={asked.value}
        standing={row?.standing ?? null}
        hasBack={hasBack}
        stamp={stamp}
        actions={actions}
      />
    );
  }
  return (
    <Page title={row?.name ?? ''} hasBack={hasBack} takesFocus isBusy={asked.status === 'loading'} onBack={pages.back}>
      {asked.status === 'failed' && <p role="status">{t('ui.page.failed')}</p>}
    </Page>
  );
}

/** Calls the function when something that was there is gone, such as an account that was removed elsewhere. */
function useWhenGone(isGone: boolean, leave: () => void): void {
  const wasThere = useRef(false);
  useEffect(() => {
    if (isGone && wasThere.current) leave();
    wasThere.current = !isGone;
  }, [isGone, leave]);
}

function AllAccounts({ view, hasBack, pages }: PanelPageViewProps) {
  const asked = usePoolPage(view.version);
  const page = asked.status === 'ready' ? asked.value : null;
  return <PoolPage view={page} hasBack={hasBack} stamp={String(view.version)} onBack={pages.back} />;
}
