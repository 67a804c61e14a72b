import type { FactRowView } from '../../core/snapshot/panel-view-model.ts';
import { Figure } from './Figure.tsx';
import styles from './FactRow.module.css';
import { Row } from './Row.tsx';

/** A figure without a meter: credits, a spend limit, a grant. */
export function FactRow({ fact }: { readonly fact: FactRowView }) {
  return (
    <Row name={fact.name} details={fact.details} className={styles.line}>
      {() => (
        <span className={styles.text} data-tone={fact.tone}>
          <Figure text={fact.text} />
        </span>
      )}
    </Row>
  );
}
