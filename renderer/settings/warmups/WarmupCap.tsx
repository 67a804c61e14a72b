import type { WarmupCap as Cap } from '../../../core/settings/warm-ups.ts';
import { useTranslate } from '../../hooks/window-context.ts';
import controls from '../controls.module.css';
import { useSetting } from '../settings-context.ts';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

const most: Cap = { perDay: 24, perWeek: 100 };

/** The caps of warm-up runs. They are 0 until the user changes them. */
export function WarmupCap() {
  const t = useTranslate();
  const view = useWarmups();
  const { value, refused, change } = useSetting('windowWarmupCap');
  const field = (name: keyof Cap, label: string) => (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type="number"
        className={controls.number}
        min={0}
        max={most[name]}
        step={1}
        value={value[name]}
        onChange={({ target }) => {
          const count = target.valueAsNumber;
          if (Number.isInteger(count) && count >= 0 && count <= most[name]) void change({ ...value, [name]: count });
        }}
      />
    </label>
  );
  return (
    <div className={styles.part}>
      <div className={styles.fields}>
        {field('perDay', t('ui.warmups.cap.day'))}
        {field('perWeek', t('ui.warmups.cap.week'))}
      </div>
      {view?.offText != null && <p role="status">{view.offText}</p>}
      {refused && <p role="alert">{t('ui.settings.refused')}</p>}
    </div>
  );
}
