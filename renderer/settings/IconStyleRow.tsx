import { useContext, useId } from 'react';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './IconStyleRow.module.css';
import type { RowModel } from './row-model.ts';
import rowStyles from './SettingRow.module.css';
import { SettingsContext, useSetting } from './settings-context.ts';

const choices = ['bars', 'number', 'ring'] as const;
const grounds = ['light', 'dark'] as const;

/** The styles of the tray icon, each drawn as it looks now and when little is left, on a light and a dark panel. */
export function IconStyleRow({ row }: { readonly row: Extract<RowModel, { kind: 'icon-style' }> }) {
  const t = useTranslate();
  const name = useId();
  const icons = useContext(SettingsContext)?.view.preview.icons;
  const { value, refused, change } = useSetting('iconStyle');
  return (
    <li className={styles.row}>
      <div role="radiogroup" className={styles.tiles} aria-label={row.label}>
        {choices.map((style) => (
          <label key={style} className={styles.tile}>
            <input
              type="radio"
              className={styles.radio}
              name={name}
              checked={value === style}
              onChange={() => void change(style)}
            />
            {grounds.map((ground) => (
              <span key={ground} className={styles.ground} data-ground={ground}>
                {icons?.[style][ground].map((picture) => (
                  <img key={picture} src={picture} alt="" width="22" height="22" />
                ))}
              </span>
            ))}
            <span className={styles.name}>
              {value === style && <Icon name="check" size={14} />}
              {t(`ui.set.icon-style.${style}`)}
            </span>
          </label>
        ))}
      </div>
      {refused && (
        <p className={rowStyles.problem} role="alert">
          {t('ui.settings.refused')}
        </p>
      )}
    </li>
  );
}
