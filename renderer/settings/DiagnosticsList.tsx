import type { DoctorCheck } from '../../core/views/doctor.ts';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './DiagnosticsList.module.css';
import { CopyReport } from './SettingActions.tsx';
import rowStyles from './SettingRow.module.css';

/** Whether all is well, the button that copies the report, what needs a look, and the other checks in a fold. */
export function Diagnostics({ lines }: { readonly lines: readonly DoctorCheck[] }) {
  const t = useTranslate();
  const problems = lines.filter(({ state }) => state === 'problem');
  const others = lines.filter(({ state }) => state !== 'problem');
  const isWell = problems.length === 0;
  return (
    <>
      <li className={rowStyles.row}>
        <span className={styles.sign} data-well={isWell || undefined}>
          <Icon name={isWell ? 'check' : 'attention'} />
        </span>
        <div className={rowStyles.words}>
          <p className={rowStyles.label}>
            {isWell ? t('ui.help.well') : t('ui.help.problems', { count: problems.length })}
          </p>
          <p className={rowStyles.text}>{t('ui.diagnostics.text')}</p>
        </div>
        <div className={rowStyles.control}>
          <CopyReport />
        </div>
        {!isWell && <CheckList lines={problems} />}
      </li>
      <li className={rowStyles.row}>
        <details className={styles.all}>
          <summary>{t('ui.help.other-checks', { count: others.length })}</summary>
          <CheckList lines={others} />
        </details>
      </li>
    </>
  );
}

/** The checks of the diagnostics, one line each. A problem also has an icon. */
export function CheckList({ lines }: { readonly lines: readonly DoctorCheck[] }) {
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
