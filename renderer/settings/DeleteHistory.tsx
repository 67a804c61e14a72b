import { useState, type KeyboardEvent } from 'react';
import { Button } from '../components/Button.tsx';
import question from '../components/ForgetAccount.module.css';
import { useQuestionFocus } from '../hooks/question-focus.ts';
import { useBridge, useTranslate } from '../hooks/window-context.ts';

type Step = { readonly kind: 'idle' | 'asking' } | { readonly kind: 'answered'; readonly message: string };

/** A button that deletes all readings after a question in the same place. Escape cancels the question. */
export function DeleteHistory() {
  const t = useTranslate();
  const bridge = useBridge();
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const { opener, cancel } = useQuestionFocus(step.kind === 'asking');

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    setStep({ kind: 'idle' });
  };
  const clear = async (): Promise<void> => {
    const answer = await bridge.clearHistory().catch(() => null);
    setStep({ kind: 'answered', message: answer?.ok === true ? answer.value.message : t('ui.history.clear-failed') });
  };

  if (step.kind === 'asking') {
    return (
      <div className={question.question} role="group" aria-label={t('ui.history.clear')} onKeyDown={onKeyDown}>
        <p>{t('ui.history.clear-question')}</p>
        <div className={question.answers}>
          <Button danger onPress={() => void clear()}>
            {t('ui.history.clear-all')}
          </Button>
          <Button ref={cancel} onPress={() => setStep({ kind: 'idle' })}>
            {t('ui.action.cancel')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <>
      <p role="status">{step.kind === 'answered' && step.message}</p>
      <Button ref={opener} danger onPress={() => setStep({ kind: 'asking' })}>
        {t('ui.history.clear')}
      </Button>
    </>
  );
}
