import type { DoctorCheck } from '../../core/views/doctor.ts';
import { Icon } from '../components/Icon.tsx';
import styles from './DiagnosticsList.module.css';

/** The checks of the diagnostics, one line each. A problem also has an icon. */
export function DiagnosticsList({ lines }: { readonly lines: readonly DoctorCheck[] }) {
  return (
    <dl className={styles.list}>
      {lines.map(({ id, name, state, text }) => (
        <div key={id} className={styles.line}>
          <dt>{name}</dt>
          <dd data-state={state}>
            {state === 'problem' && <Icon name="attention" />}
            <span>{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
