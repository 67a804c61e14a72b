import { useState, type KeyboardEvent } from 'react';
import { useQuestionFocus } from '../hooks/question-focus.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import { Button } from './Button.tsx';
import styles from './ForgetAccount.module.css';

export interface ForgetAccountProps {
  readonly id: string;
  readonly label: string;
  readonly quiet?: boolean;
  /** True for an account that was added with a key, which is deleted too. */
  readonly removes?: boolean;
}

/**
 * A button that forgets an account, or removes one that was added here, after a question in the same place.
 * Escape cancels the question. A failure shows a message and changes nothing.
 */
export function ForgetAccount({ id, label, quiet = false, removes = false }: ForgetAccountProps) {
  const t = useTranslate();
  const bridge = useBridge();
  const [step, setStep] = useState<'idle' | 'asking' | 'failed'>('idle');
  const text = t(removes ? 'ui.action.remove' : 'ui.action.forget');
  const name = t(removes ? 'ui.action.remove-account' : 'ui.action.forget-account', { label });
  const { opener, cancel } = useQuestionFocus(step === 'asking');

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || step !== 'asking') return;
    event.preventDefault();
    setStep('idle');
  };
  const isDone = async (): Promise<boolean> => {
    if (!removes) return (await bridge.forgetAccount({ accountId: id }).catch(() => null))?.ok === true;
    const answer = await bridge.removeAccount({ accountId: id }).catch(() => null);
    return answer?.ok === true && answer.value.ok;
  };
  const forget = async (): Promise<void> => {
    setStep((await isDone()) ? 'idle' : 'failed');
  };

  if (step !== 'asking') {
    return (
      <>
        <Button ref={opener} danger quiet={quiet} label={name} expanded={false} onPress={() => setStep('asking')}>
          {text}
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
    <div className={styles.question} role="group" aria-label={name} onKeyDown={onKeyDown}>
      <p>{t(removes ? 'ui.remove.question' : 'ui.forget.question', { label })}</p>
      <div className={styles.answers}>
        <Button danger onPress={() => void forget()}>
          {text}
        </Button>
        <Button ref={cancel} onPress={() => setStep('idle')}>
          {t('ui.action.cancel')}
        </Button>
      </div>
    </div>
  );
}
