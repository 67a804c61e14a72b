import type { UpdatesView } from '../../core/views/updates.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';

/** How much of a download is here, or why there is no new version. Renders nothing when all is well. */
export function UpdateProgress({ view }: { readonly view: UpdatesView }) {
  const t = useTranslate();
  if (view.problem !== null) {
    return (
      <p className={styles.problem} role="alert">
        {view.problem}
      </p>
    );
  }
  if (view.percent === null) return null;
  return (
    <progress className={styles.progress} aria-label={t('ui.help.updates.progress')} max={100} value={view.percent} />
  );
}
