import { useRef } from 'react';
import type { UserCommand } from '../../core/user-commands/user-command.ts';
import { Button } from '../components/Button.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { mostCommands } from './alert-lists.ts';
import { HookFields } from './HookFields.tsx';
import styles from './UserCommandsRow.module.css';
import { HookDraft } from './HookDraft.tsx';
import type { RowModel } from './row-model.ts';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import { TryHook } from './TryHook.tsx';

/** The user's own commands: each can be changed, tried and removed, and one more added. */
export function HooksRow({ row }: { readonly row: Extract<RowModel, { kind: 'hooks' }> }) {
  const t = useTranslate();
  const list = useRef<HTMLDivElement>(null);
  const { value, refused, change } = useSetting('hooks');
  const replace = (index: number, hook: UserCommand): void =>
    void change(value.map((each, at) => (at === index ? hook : each)));
  const remove = (index: number): void => {
    list.current?.focus();
    void change(value.filter((_, at) => at !== index));
  };
  return (
    <SettingRow
      label={row.label}
      text={row.text}
      problem={refused ? t('ui.settings.refused') : null}
      below={
        <div ref={list} className={styles.hooks} tabIndex={-1} role="group" aria-label={row.label}>
          {value.map((hook, index) => (
            // A command is called by its place, which stays while none is added or removed.
            <fieldset key={`${index} of ${value.length}`} className={styles.hook}>
              <legend className="visually-hidden">{hook.command}</legend>
              <HookFields hook={hook} onChange={(next) => replace(index, next)} />
              <div className={styles.actions}>
                <TryHook index={index} command={hook.command} />
                <Button
                  quiet
                  label={t('ui.set.hooks.remove-which', { command: hook.command })}
                  onPress={() => remove(index)}
                >
                  {t('ui.set.hooks.remove')}
                </Button>
              </div>
            </fieldset>
          ))}
          {value.length < mostCommands ? (
            <HookDraft key={value.length} onAdd={(hook) => void change([...value, hook])} />
          ) : (
            <p>{t('ui.set.hooks.full')}</p>
          )}
        </div>
      }
    />
  );
}
