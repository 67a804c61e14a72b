import type { TotalsView } from '../../core/views/panel.ts';
import { TotalsHistory } from '../history/HistoryButtons.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { Figure } from './Figure.tsx';
import styles from './TotalsHeader.module.css';
import { TotalsParts } from './TotalsParts.tsx';

/** The totals of all accounts: how many are usable, credits, money, and the most used window. */
export function TotalsHeader({ totals }: { readonly totals: TotalsView }) {
  const t = useTranslate();
  return (
    <section className={styles.pool} aria-label={t('ui.panel.overview')}>
      <p className={styles.accounts}>
        <Figure text={totals.accountsText} />
      </p>
      <div className={styles.figures}>
        <div>
          {totals.creditsText !== null && (
            <p className={styles.credits}>
              <Figure text={totals.creditsText} />
            </p>
          )}
          {totals.moneyTexts.map((text) => (
            <p key={text}>
              <Figure text={text} />
            </p>
          ))}
        </div>
        {totals.mostUsedText !== null && (
          <p className={styles.most}>
            <Figure text={totals.mostUsedText} />
          </p>
        )}
      </div>
      {totals.parts.length > 0 && <TotalsParts parts={totals.parts} />}
      <TotalsHistory />
    </section>
  );
}
