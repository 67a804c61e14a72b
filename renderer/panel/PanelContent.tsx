import type { PanelView } from '../../core/views/panel.ts';
import { AccountCard } from '../components/AccountCard.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { Fault } from '../components/Fault.tsx';
import { BannerList } from '../components/BannerList.tsx';
import { TotalsHeader } from '../components/TotalsHeader.tsx';
import { useTranslate } from '../hooks/use-translate.ts';
import styles from './Panel.module.css';

export interface PanelContentProps {
  readonly view: PanelView;
  /** Why a refresh of all did not start; null when there is nothing to say. */
  readonly refusal: string | null;
  readonly onRefresh: () => void;
}

/** Everything below the header once there is a view. A card that breaks takes only itself away. */
export function PanelContent({ view, refusal, onRefresh }: PanelContentProps) {
  const t = useTranslate();
  return (
    <>
      {refusal !== null && (
        <p className={styles.refusal} role="status">
          {refusal}
        </p>
      )}
      <BannerList notices={view.banners} />
      {view.totals !== null && <TotalsHeader pool={view.totals} />}
      {view.empty !== null && <EmptyState empty={view.empty} onRefresh={onRefresh} />}
      {view.accounts.length > 0 && (
        <section aria-labelledby="accounts-heading">
          <h2 id="accounts-heading" className="visually-hidden">
            {t('ui.panel.accounts')}
          </h2>
          <div className={styles.cards}>
            {view.accounts.map((account) => (
              <ErrorBoundary key={account.id} data={account} fallback={(retry) => <Fault retry={retry} />}>
                <AccountCard account={account} />
              </ErrorBoundary>
            ))}
          </div>
        </section>
      )}
    </>
  );
}
