import { useTranslate } from '../hooks/window-context.ts';
import styles from './Footer.module.css';

/** The foot of a panel with one account: when the next figures come, and where the keys stand. */
export function Footer({ text, onKeys }: { readonly text: string | null; readonly onKeys: () => void }) {
  const t = useTranslate();
  return (
    <footer className={styles.foot}>
      <span className={styles.text}>{text}</span>
      <button type="button" className={styles.keys} onClick={onKeys}>
        <kbd>?</kbd> {t('ui.footer.keys')}
      </button>
    </footer>
  );
}
