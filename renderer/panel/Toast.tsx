import { useTranslate } from '../hooks/window-context.ts';
import styles from './Toast.module.css';

/** What the last change did, with its undo. The panel shows it for six seconds. */
export function Toast({ text, onUndo }: { readonly text: string; readonly onUndo: (() => void) | null }) {
  const t = useTranslate();
  return (
    <div className={styles.toast}>
      <span className={styles.text}>{text}</span>
      {onUndo !== null && (
        <button type="button" className={styles.undo} aria-keyshortcuts="Control+Z Meta+Z" onClick={onUndo}>
          {t('ui.toast.undo')}
        </button>
      )}
    </div>
  );
}
