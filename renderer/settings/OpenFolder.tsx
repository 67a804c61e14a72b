import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';
import { useOutcome } from './use-outcome.ts';

/** Shows the folder of all state in the file manager. */
export function OpenFolder() {
  const t = useTranslate();
  const bridge = useBridge();
  const [outcome, open] = useOutcome(bridge.revealData);
  return (
    <>
      <Button onPress={() => void open()}>{t('ui.set.folder.open')}</Button>
      {outcome === 'failed' && (
        <p className={styles.problem} role="alert">
          {t('ui.set.folder.failed')}
        </p>
      )}
    </>
  );
}
