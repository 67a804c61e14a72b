import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';
import { useOutcome } from './use-outcome.ts';

/** Puts the diagnostics on the clipboard, as a text one can send. */
export function CopyReport() {
  const t = useTranslate();
  const bridge = useBridge();
  const [outcome, copy] = useOutcome(bridge.copyDiagnostics);
  return (
    <>
      <span className={styles.answer} role="status">
        {outcome === 'done' ? t('ui.diagnostics.copied') : ''}
      </span>
      <Button onPress={() => void copy()}>{t('ui.diagnostics.copy')}</Button>
      {outcome === 'failed' && (
        <p className={styles.problem} role="alert">
          {t('ui.diagnostics.failed')}
        </p>
      )}
    </>
  );
}
