import { useEffect, useState } from 'react';
import type { OwnServiceExample } from '../../../core/views/own-service-check.ts';
import { Button } from '../../components/Button.tsx';
import { useBridge, useTranslate } from '../../hooks/window-context.ts';
import rowStyles from '../SettingRow.module.css';
import styles from './own-service.module.css';

/** The ways to begin: a file that the user chooses, or one of the examples that come with the app. */
export function BeginRow({ onText }: { readonly onText: (text: string) => void }) {
  const t = useTranslate();
  const bridge = useBridge();
  const [examples, setExamples] = useState<readonly OwnServiceExample[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    void bridge
      .getOwnExamples()
      .catch(() => null)
      .then((answer) => {
        // Without an answer the user still has a file, or writes the text.
        if (!isGone && answer?.ok === true) setExamples(answer.value);
      });
    return () => {
      isGone = true;
    };
  }, [bridge]);
  const choose = async (): Promise<void> => {
    const answer = await bridge.openOwnService().catch(() => null);
    const { text, message } = answer?.ok === true ? answer.value : { text: null, message: t('ui.action.failed') };
    setProblem(message);
    if (text !== null) onText(text);
  };
  return (
    <div role="group" aria-label={t('ui.own.begin')} className={styles.begin}>
      <Button onPress={() => void choose()}>{t('ui.own.begin-file')}</Button>
      {examples.map(({ name, text }) => (
        <Button key={name} quiet onPress={() => onText(text)}>
          {t('ui.own.begin-example', { name })}
        </Button>
      ))}
      {problem !== null && (
        <p className={rowStyles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
