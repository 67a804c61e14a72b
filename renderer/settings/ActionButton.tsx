import { useState } from 'react';
import type { ActionAnswer } from '../../core/ipc/answers.ts';
import type { CommandAnswer } from '../../core/ipc/contract.ts';
import { Button } from '../components/Button.tsx';
import type { IconName } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './SettingRow.module.css';

interface ActionButtonProps {
  readonly text: string;
  /** Shown while the app works; left out: nothing. */
  readonly busyText?: string;
  /** True: it takes something away. */
  readonly danger?: boolean;
  readonly icon?: IconName;
  readonly run: () => Promise<CommandAnswer<ActionAnswer>>;
}

type Step = { readonly kind: 'idle' | 'busy' } | { readonly kind: 'done'; readonly ok: boolean; readonly text: string };

/** A button of an action in the main process, with its outcome beside it. */
export function ActionButton({ text, busyText = '', danger = false, icon, run }: ActionButtonProps) {
  const t = useTranslate();
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const press = async (): Promise<void> => {
    if (step.kind === 'busy') return;
    setStep({ kind: 'busy' });
    const answer = await run().catch(() => null);
    const { ok, message } = answer?.ok === true ? answer.value : { ok: false, message: t('ui.action.failed') };
    setStep(message === null ? { kind: 'idle' } : { kind: 'done', ok, text: message });
  };
  return (
    <>
      <span className={styles.answer} role="status">
        {step.kind === 'busy' && busyText}
        {step.kind === 'done' && step.ok && step.text}
      </span>
      <Button danger={danger} {...(icon === undefined ? {} : { icon })} onPress={() => void press()}>
        {text}
      </Button>
      {step.kind === 'done' && !step.ok && (
        <p className={styles.problem} role="alert">
          {step.text}
        </p>
      )}
    </>
  );
}
