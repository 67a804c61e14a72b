import { type RefObject, useId, useRef, useState } from 'react';

import type { CommandAnswer } from '../../core/ipc/contract.ts';
import type { AccountAnswer } from '../../core/views/answers.ts';
import { Button } from '../components/Button.tsx';
import { useBridge, useTranslate } from '../hooks/window-context.ts';
import styles from './AddAccount.module.css';
import rowStyles from './SettingRow.module.css';
import controls from './controls.module.css';

interface KeyFieldProps {
  readonly field: KeySaving['key'];
  readonly label: string;
  /** Where to create a key; null: no hint. */
  readonly hint: string | null;
  readonly step: KeyStep;
  /** Left out: the button tries the key and saves it. */
  readonly saveText?: string;
  readonly busyText: string;
  readonly onSave: () => void;
}

/** The field of a key or a password, the button that saves it, and the outcome. */
export function KeyField({ field, label, hint, step, saveText, busyText, onSave }: KeyFieldProps) {
  const t = useTranslate();
  const id = useId();
  return (
    <>
      <KeyInput field={field} label={label} {...(hint === null ? {} : { hintId: id })} onEnter={onSave} />
      {hint !== null && (
        <p id={id} className={styles.hint}>
          {hint}
        </p>
      )}
      <div className={styles.save}>
        <Button onPress={onSave}>{saveText ?? t('ui.add.save')}</Button>
        <SavingOutcome step={step} busyText={busyText} />
      </div>
    </>
  );
}

interface KeyInputProps {
  readonly field: KeySaving['key'];
  readonly label: string;
  /** The id of a text about the key; left out: none. */
  readonly hintId?: string;
  readonly onEnter: () => void;
}

/** The field of a key. The page reads it only to send it. */
export function KeyInput({ field, label, hintId, onEnter }: KeyInputProps) {
  return (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        ref={field}
        type="password"
        dir="ltr"
        className={controls.words}
        maxLength={8000}
        autoComplete="off"
        spellCheck={false}
        aria-describedby={hintId}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter();
        }}
      />
    </label>
  );
}

/** What came of saving a key. */
export function SavingOutcome({ step, busyText }: { readonly step: KeyStep; readonly busyText: string }) {
  return (
    <>
      <span className={rowStyles.answer} role="status">
        {step.kind === 'saving' && busyText}
        {step.kind === 'answered' && step.ok && step.message}
      </span>
      {step.kind === 'answered' && !step.ok && (
        <p className={`${rowStyles.problem} ${styles.whole}`} role="alert">
          {step.message}
        </p>
      )}
    </>
  );
}

/** The field for a new key of an added account. The old key is not shown and not needed. */
export function NewKey({ accountId, service }: { readonly accountId: string; readonly service: string }) {
  const t = useTranslate();
  const bridge = useBridge();
  const { key, step, save } = useKeySaving();
  return (
    <KeyField
      field={key}
      label={t('ui.add.new-key')}
      hint={null}
      step={step}
      busyText={t('ui.add.asking', { service })}
      onSave={() => void save((secret) => bridge.giveKey({ accountId, key: secret }))}
    />
  );
}

export type KeyStep =
  | { readonly kind: 'idle' | 'saving' }
  | { readonly kind: 'answered'; readonly ok: boolean; readonly message: string };

interface KeySaving {
  /** The field of the key. The page keeps no copy of its content. */
  readonly key: RefObject<HTMLInputElement | null>;
  readonly step: KeyStep;
  /** Sends the key. Resolves to true when it was saved, and then empties the field. */
  readonly save: (send: (key: string) => Promise<CommandAnswer<AccountAnswer>>) => Promise<boolean>;
}

/** Sends a key once at a time. A refused key stays in the field, so that the user can correct it. */
export function useKeySaving(): KeySaving {
  const t = useTranslate();
  const key = useRef<HTMLInputElement>(null);
  const isSaving = useRef(false);
  const [step, setStep] = useState<KeyStep>({ kind: 'idle' });
  const save: KeySaving['save'] = async (send) => {
    if (isSaving.current || key.current === null) return false;
    isSaving.current = true;
    setStep({ kind: 'saving' });
    const answer = await send(key.current.value).catch(() => null);
    isSaving.current = false;
    const value = answer?.ok === true ? answer.value : { ok: false, message: t('ui.add.failed') };
    if (value.ok && key.current !== null) key.current.value = '';
    setStep({ kind: 'answered', ...value });
    return value.ok;
  };
  return { key, step, save };
}
