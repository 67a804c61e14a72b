import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';

/** Runs one command now and says what came of it. */
export function TryHook({ index, command }: { readonly index: number; readonly command: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [said, setSaid] = useState<string | null>(null);
  const [running, setRunning] = useState(false);

  const run = async (): Promise<void> => {
    if (running) return;
    setRunning(true);
    setSaid(t('ui.set.hooks.trying'));
    const answer = await bridge.tryHook({ index }).catch(() => null);
    setSaid(answer?.ok === true ? answer.value.message : t('ui.set.hooks.failed'));
    setRunning(false);
  };

  return (
    <>
      <span className={styles.answer} role="status">
        {said}
      </span>
      <Button quiet label={t('ui.set.hooks.try-which', { command })} onPress={() => void run()}>
        {t('ui.set.hooks.try')}
      </Button>
    </>
  );
}
