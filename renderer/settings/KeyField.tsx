import { useId } from 'react';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './AddAccountRow.module.css';
import controls from './controls.module.css';
import rowStyles from './SettingRow.module.css';
import type { KeySaving, KeyStep } from './use-key-saving.ts';

export interface KeyFieldProps {
  readonly field: KeySaving['key'];
  readonly label: string;
  /** Where a key is made. */
  readonly hint: string | null;
  readonly step: KeyStep;
  readonly busyText: string;
  readonly onSave: () => void;
}

/** The field of a key, the button that tries and keeps it, and what came of that. */
export function KeyField({ field, label, hint, step, busyText, onSave }: KeyFieldProps) {
  const t = useTranslate();
  const id = useId();
  return (
    <>
      <label className={styles.field}>
        <span>{label}</span>
        <input
          ref={field}
          type="password"
          className={controls.words}
          maxLength={8000}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={hint === null ? undefined : id}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) onSave();
          }}
        />
      </label>
      {hint !== null && (
        <p id={id} className={styles.hint}>
          {hint}
        </p>
      )}
      <div className={styles.save}>
        <Button onPress={onSave}>{t('ui.add.save')}</Button>
        <span className={rowStyles.answer} role="status">
          {step.kind === 'saving' && busyText}
          {step.kind === 'answered' && step.ok && step.message}
        </span>
      </div>
      {step.kind === 'answered' && !step.ok && (
        <p className={`${rowStyles.problem} ${styles.whole}`} role="alert">
          {step.message}
        </p>
      )}
    </>
  );
}
