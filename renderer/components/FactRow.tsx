import type { FactRowView } from '../../core/views/panel.ts';
import { FactActions } from './RowActions.tsx';
import { Figure } from './Figure.tsx';
import styles from './FactRow.module.css';
import { Meter } from './Meter.tsx';
import { Row } from './Row.tsx';

export interface FactRowProps {
  readonly fact: FactRowView;
  /** The account of the figure. */
  readonly account: { readonly id: string; readonly label: string };
}

/**
 * A figure beside the windows: credits, prepaid money, a spend limit, a grant. A figure with a cap has a thin
 * meter, which then tells the figure to a screen reader.
 */
export function FactRow({ fact, account }: FactRowProps) {
  const { bar, actions } = fact;
  const below = actions === undefined ? null : <FactActions actions={actions} account={account} />;
  return (
    <Row name={fact.name} details={fact.details} className={styles.line} below={below}>
      {(nameId) => (
        <>
          <span
            className={styles.text}
            data-tone={fact.tone}
            data-level={bar?.level}
            aria-hidden={bar === null ? undefined : true}
          >
            <Figure text={fact.text} />
          </span>
          {bar !== null && (
            <div className={styles.bar}>
              <Meter
                {...bar}
                blocked={false}
                stale={fact.tone === 'stale'}
                pacePercent={null}
                spoken={fact.text}
                labelledBy={nameId}
              />
            </div>
          )}
        </>
      )}
    </Row>
  );
}
