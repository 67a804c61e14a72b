import type { DetailView } from '../../core/views/panel.ts';
import styles from './DetailList.module.css';

/** The details of an expanded row: source, age, exact times. Each has a name and a text. */
export function DetailList({ details }: { readonly details: readonly DetailView[] }) {
  return (
    <dl className={styles.list}>
      {details.map((detail) => (
        <div key={detail.name} className={styles.pair}>
          <dt>{detail.name}</dt>
          <dd>{detail.text}</dd>
        </div>
      ))}
    </dl>
  );
}
