import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './SampleLine.module.css';

/** Says that the accounts are made up, with the way out. */
export function SampleLine({ onLeave }: { readonly onLeave: () => void }) {
  const t = useTranslate();
  return (
    <section className={styles.line} aria-label={t('ui.sample.tag')}>
      <p>{t('ui.sample.text')}</p>
      <Button onPress={onLeave}>{t('ui.sample.leave')}</Button>
    </section>
  );
}
