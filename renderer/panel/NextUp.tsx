import { useId, useState } from 'react';
import type { NextUpView } from '../../core/views/panel-model.ts';
import { AccountName } from '../components/AccountName.tsx';
import { Button } from '../components/Button.tsx';
import { FlipText } from '../components/FlipText.tsx';
import { Tile } from '../components/Tile.tsx';
import { useFlips } from '../hooks/flips.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './NextUp.module.css';

interface NextUpProps {
  readonly next: NextUpView;
  /** True: another account has the same name before the @. */
  readonly hasNamesake: boolean;
  /** True: one line only, above compact rows. */
  readonly isSmall: boolean;
  readonly onCopyCommand: (accountId: string) => void;
}

/** The account to use next with its reason, or the account that is back first. */
export function NextUp({ next, hasNamesake, isSmall, onCopyCommand }: NextUpProps) {
  const t = useTranslate();
  const flips = useFlips();
  const reckoningId = useId();
  const [isOpen, setOpen] = useState(false);
  const { accountId, tile, command, reckoning } = next;
  return (
    <section className={styles.next} data-small={isSmall || undefined} aria-label={next.label}>
      <div className={styles.top}>
        <Tile tile={tile} size={isSmall ? 'row' : 'large'} />
        <div className={styles.words}>
          <p className={styles.label}>{next.label}</p>
          <p className={styles.name}>
            <AccountName name={next.name} domain={next.domain} hasNamesake={hasNamesake} />
          </p>
        </div>
        <p className={styles.figure}>
          {next.limit !== null && <span className={styles.limit}>{next.limit} </span>}
          <FlipText text={next.figure} other={next.figureOther} onFlip={flips.figures} />
        </p>
      </div>
      <div className={styles.below}>
        <p className={styles.reason}>
          <FlipText text={next.reason} other={next.reasonOther} onFlip={flips.times} />
          {reckoning !== null && (
            <button
              type="button"
              className={styles.info}
              tabIndex={-1}
              aria-label={t('ui.next.why')}
              aria-expanded={isOpen}
              aria-controls={isOpen ? reckoningId : undefined}
              title={reckoning}
              onClick={() => setOpen(!isOpen)}
            >
              ?
            </button>
          )}
        </p>
        {command !== null && (
          <Button icon="copy" onPress={() => onCopyCommand(accountId)}>
            {t('ui.next.copy')}
          </Button>
        )}
      </div>
      {isOpen && reckoning !== null && (
        <p id={reckoningId} className={styles.reckoning}>
          {reckoning}
        </p>
      )}
    </section>
  );
}
