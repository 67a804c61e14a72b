import type { DetailView } from '../../core/snapshot/panel-view-model.ts';
import styles from './DiagnosticsList.module.css';

/** What works here and what does not, one line each. */
export function DiagnosticsList({ lines }: { readonly lines: readonly DetailView[] }) {
  return (
    <dl className={styles.list}>
      {lines.map((line) => (
        <div key={line.name} className={styles.line}>
          <dt>{line.name}</dt>
          <dd>{line.text}</dd>
        </div>
      ))}
    </dl>
  );
}
