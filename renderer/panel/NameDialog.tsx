import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './NameDialog.module.css';

interface NameDialogProps {
  readonly kind: 'rename' | 'group';
  /** The account, for the name of the dialog. */
  readonly label: string;
  readonly initial: string;
  /** The groups that there are, to choose from. */
  readonly groups: readonly string[];
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

/** The question for a new name or group of an account. The system keeps the focus inside, and Escape closes it. */
export function NameDialog({ kind, label, initial, groups, onSave, onClose }: NameDialogProps) {
  const t = useTranslate();
  const fieldId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(initial);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector('input')?.select();
  }, []);
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onSave(name);
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={t('ui.text.labelled', {
        label: t(kind === 'rename' ? 'ui.name.title' : 'ui.name.group'),
        text: label,
      })}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.stopPropagation();
      }}
    >
      <form className={styles.form} onSubmit={onSubmit}>
        <label htmlFor={fieldId}>{t(kind === 'rename' ? 'ui.name.title' : 'ui.name.group')}</label>
        <input
          id={fieldId}
          type="text"
          maxLength={200}
          value={name}
          list={kind === 'group' ? `${fieldId}-groups` : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        {kind === 'group' && (
          <datalist id={`${fieldId}-groups`}>
            {groups.map((group) => (
              <option key={group}>{group}</option>
            ))}
          </datalist>
        )}
        <p className={styles.actions}>
          <Button onPress={onClose}>{t('ui.action.cancel')}</Button>
          <Button primary>{t('ui.name.save')}</Button>
        </p>
      </form>
    </dialog>
  );
}
