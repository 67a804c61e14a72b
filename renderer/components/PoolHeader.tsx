import type { PoolView } from '../../core/snapshot/panel-view-model.ts';
import { useWords } from '../hooks/use-words.ts';
import { Figure } from './Figure.tsx';
import styles from './PoolHeader.module.css';

/** All accounts together: how many can work, what credits there are, which window is closest to its end. */
export function PoolHeader({ pool }: { readonly pool: PoolView }) {
  const t = useWords();
  return (
    <section className={styles.pool} aria-label={t('ui.panel.overview')}>
      <p className={styles.accounts}>
        <Figure text={pool.accountsText} />
      </p>
      {(pool.creditsText !== null || pool.mostUsedText !== null) && (
        <p className={styles.figures}>
          {pool.creditsText !== null && (
            <span className={styles.credits}>
              <Figure text={pool.creditsText} />
            </span>
          )}
          {pool.mostUsedText !== null && (
            <span className={styles.most}>
              <Figure text={pool.mostUsedText} />
            </span>
          )}
        </p>
      )}
    </section>
  );
}
