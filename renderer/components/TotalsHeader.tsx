import type { TotalsView } from '../../core/views/panel.ts';
import { TotalsHistory } from '../history/HistoryButtons.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { Figure } from './Figure.tsx';
import styles from './TotalsHeader.module.css';
import { TotalsParts } from './TotalsParts.tsx';

/** All accounts together: how many can work, what credits and money there is, which window is closest to its end. */
export function TotalsHeader({ pool }: { readonly pool: TotalsView }) {
  const t = useTranslate();
  return (
    <section className={styles.pool} aria-label={t('ui.panel.overview')}>
      <p className={styles.accounts}>
        <Figure text={pool.accountsText} />
      </p>
      <div className={styles.figures}>
        <div>
          {pool.creditsText !== null && (
            <p className={styles.credits}>
              <Figure text={pool.creditsText} />
            </p>
          )}
          {pool.moneyTexts.map((text) => (
            <p key={text}>
              <Figure text={text} />
            </p>
          ))}
        </div>
        {pool.mostUsedText !== null && (
          <p className={styles.most}>
            <Figure text={pool.mostUsedText} />
          </p>
        )}
      </div>
      {pool.parts.length > 0 && <TotalsParts parts={pool.parts} />}
      <TotalsHistory />
    </section>
  );
}
