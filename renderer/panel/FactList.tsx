import type { PageFactView, SourceView } from '../../core/views/page-model.ts';
import { Bar } from '../components/Bar.tsx';
import { FactActions } from '../components/RowActions.tsx';
import styles from './FactList.module.css';

interface FactListProps {
  readonly facts: readonly PageFactView[];
  readonly account: { readonly id: string; readonly label: string };
}

/** Money, banked resets and the like: a name, a figure, a note below, a bar where there is a cap. */
export function FactList({ facts, account }: FactListProps) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.id} className={styles.fact}>
          <dt>{fact.name}</dt>
          <dd data-tone={fact.tone}>
            {fact.text}
            {fact.note !== null && <small>{fact.note}</small>}
          </dd>
          {fact.bar !== null && (
            <dd className={styles.whole}>
              <Bar
                bar={{ look: fact.bar.level, fillPercent: fact.bar.fillPercent, isStale: fact.tone === 'stale' }}
                size="row"
              />
            </dd>
          )}
          {fact.actions.length > 0 && (
            <dd className={styles.whole}>
              <FactActions actions={fact.actions} account={account} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** Where each group of figures comes from, when it was read, and when next. */
export function SourceList({ sources }: { readonly sources: readonly SourceView[] }) {
  return (
    <dl className={styles.facts}>
      {sources.map(({ name, text, note }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>
            {text}
            {note !== null && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
