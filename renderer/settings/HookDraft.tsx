import { useState } from 'react';
import type { UserCommand } from '../../core/user-commands/user-command.ts';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { HookFields } from './HookFields.tsx';
import styles from './UserCommandsRow.module.css';

const empty: UserCommand = { event: 'exhausted', command: '', arguments: [] };

/** A command that is not in the list yet; it is added by its button, once it names a program. */
export function HookDraft({ onAdd }: { readonly onAdd: (hook: UserCommand) => void }) {
  const t = useTranslate();
  const [hook, setHook] = useState(empty);
  return (
    <fieldset className={styles.hook}>
      <legend className="visually-hidden">{t('ui.set.hooks.add')}</legend>
      <HookFields hook={hook} onChange={setHook} />
      <div className={styles.actions}>
        <Button
          onPress={() => {
            if (hook.command !== '') onAdd(hook);
          }}
        >
          {t('ui.set.hooks.add')}
        </Button>
      </div>
    </fieldset>
  );
}
