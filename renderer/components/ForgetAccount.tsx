import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useBridge } from '../hooks/use-bridge.ts';
import { useWords } from '../hooks/use-words.ts';
import { Button } from './Button.tsx';
import styles from './ForgetAccount.module.css';

export interface ForgetAccountProps {
  readonly id: string;
  readonly label: string;
  readonly quiet?: boolean;
}

/**
 * A button that asks once, in place, before the app forgets an account. Escape takes the question
 * back; a refusal is told and changes nothing.
 */
export function ForgetAccount({ id, label, quiet = false }: ForgetAccountProps) {
  const t = useWords();
  const bridge = useBridge();
  const [step, setStep] = useState<'idle' | 'asking' | 'failed'>('idle');
  const keep = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (step === 'asking') keep.current?.focus();
    else if (asked.current) opener.current?.focus();
    asked.current = step === 'asking';
  }, [step]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || step !== 'asking') return;
    event.preventDefault();
    setStep('idle');
  };
  const forget = async (): Promise<void> => {
    const answer = await bridge.forgetAccount({ accountId: id }).catch(() => null);
    setStep(answer?.ok === true ? 'idle' : 'failed');
  };

  if (step !== 'asking') {
    return (
      <>
        <Button
          ref={opener}
          quiet={quiet}
          label={t('ui.action.forget-account', { label })}
          expanded={false}
          onPress={() => setStep('asking')}
        >
          {t('ui.action.forget')}
        </Button>
        {step === 'failed' && (
          <p className={styles.failed} role="alert">
            {t('ui.forget.failed')}
          </p>
        )}
      </>
    );
  }
  return (
    <div
      className={styles.question}
      role="group"
      aria-label={t('ui.action.forget-account', { label })}
      onKeyDown={onKeyDown}
    >
      <p>{t('ui.forget.question', { label })}</p>
      <div className={styles.answers}>
        <Button onPress={() => void forget()}>{t('ui.action.forget')}</Button>
        <Button ref={keep} onPress={() => setStep('idle')}>
          {t('ui.action.cancel')}
        </Button>
      </div>
    </div>
  );
}
