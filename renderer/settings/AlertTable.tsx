import type { AlertKind } from '../../core/settings/alerts.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AlertTable.module.css';
import rowStyles from './SettingRow.module.css';
import { useSetting } from './settings-context.ts';
import switches from '../components/Switch.module.css';

/** One kind of alert, with what it means at present. */
export interface AlertTableRow {
  readonly kind: AlertKind;
  readonly label: string;
  /** Empty if the label says it all. */
  readonly text: string;
}

/** The kinds of alert: whether each notifies, and whether it makes a sound. */
export function AlertTable({ label, rows }: { readonly label: string; readonly rows: readonly AlertTableRow[] }) {
  const t = useTranslate();
  const kinds = useSetting('alertKinds');
  const sounds = useSetting('alertSounds');
  return (
    <li className={styles.item}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('ui.set.hooks.event')}</span>
            </th>
            <th scope="col">{t('ui.alerts.notification')}</th>
            <th scope="col">{t('ui.alerts.sound')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, label: event, text }) => {
            const notifies = kinds.value[kind] !== false;
            return (
              <tr key={kind}>
                <th scope="row">
                  <span className={rowStyles.label}>{event}</span>
                  {text !== '' && <span className={rowStyles.text}>{text}</span>}
                </th>
                <td>
                  <input
                    type="checkbox"
                    role="switch"
                    className={switches.switch}
                    aria-label={t('ui.alerts.notification-of', { event })}
                    checked={notifies}
                    onChange={({ target }) => void kinds.change({ ...kinds.value, [kind]: target.checked })}
                  />
                </td>
                <td>
                  <input
                    type="checkbox"
                    role="switch"
                    className={switches.switch}
                    aria-label={t('ui.alerts.sound-of', { event })}
                    checked={notifies && sounds.value[kind] === true}
                    disabled={!notifies}
                    onChange={({ target }) => void sounds.change({ ...sounds.value, [kind]: target.checked })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {(kinds.refused || sounds.refused) && (
        <p className={rowStyles.problem} role="alert">
          {t('ui.settings.refused')}
        </p>
      )}
    </li>
  );
}
