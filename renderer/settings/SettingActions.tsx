import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';

type Step =
  | { readonly kind: 'idle' | 'asking' }
  | { readonly kind: 'answered'; readonly ok: boolean; readonly message: string };

/** Asks for exchange rates once, says while it does, and says what came of it. */
export function RefreshRates({ enabled }: { readonly enabled: boolean }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [step, setStep] = useState<Step>({ kind: 'idle' });

  const refresh = async (): Promise<void> => {
    if (step.kind === 'asking') return;
    setStep({ kind: 'asking' });
    const answer = await bridge.refreshRates().catch(() => null);
    const value = answer?.ok === true ? answer.value : { ok: false, message: t('ui.set.rates.failed') };
    setStep({ kind: 'answered', ...value });
  };

  return (
    <>
      <span className={styles.answer} role="status">
        {step.kind === 'asking' && t('ui.set.rates.asking')}
        {step.kind === 'answered' && step.ok && step.message}
      </span>
      {enabled && <Button onPress={() => void refresh()}>{t('ui.set.rates.refresh')}</Button>}
      {step.kind === 'answered' && !step.ok && (
        <p className={styles.problem} role="alert">
          {step.message}
        </p>
      )}
    </>
  );
}
