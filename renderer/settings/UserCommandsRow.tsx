import { useRef, useState } from 'react';

import type { UserCommand } from '../../core/settings/user-command.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { TryUserCommand } from './SettingActions.tsx';
import { SettingRow } from './SettingRow.tsx';
import styles from './UserCommandsRow.module.css';
import { mostCommands, shownEvents } from './alert-lists.ts';
import controls from './controls.module.css';
import type { RowModel } from './row-model.ts';
import { useSetting } from './settings-context.ts';

/** The user commands: each can be changed, tried and removed, and a new one can be added. */
export function UserCommandsRow({ row }: { readonly row: Extract<RowModel, { kind: 'hooks' }> }) {
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
            // The key is the position, which is stable while no command is added or removed.
            <fieldset key={`${index} of ${value.length}`} className={styles.hook}>
              <legend className="visually-hidden">{hook.command}</legend>
              <UserCommandFields hook={hook} onChange={(next) => replace(index, next)} />
              <div className={styles.actions}>
                <TryUserCommand index={index} command={hook.command} />
                <Button
                  quiet
                  danger
                  label={t('ui.set.hooks.remove-which', { command: hook.command })}
                  onPress={() => remove(index)}
                >
                  {t('ui.set.hooks.remove')}
                </Button>
              </div>
            </fieldset>
          ))}
          {value.length < mostCommands ? (
            <UserCommandDraft key={value.length} onAdd={(hook) => void change([...value, hook])} />
          ) : (
            <p>{t('ui.set.hooks.full')}</p>
          )}
        </div>
      }
    />
  );
}

interface UserCommandFieldsProps {
  readonly hook: UserCommand;
  /** Called when the user leaves a field or chooses another event. */
  readonly onChange: (hook: UserCommand) => void;
}

/** The fields of a user command: event, program and arguments. */
function UserCommandFields({ hook, onChange }: UserCommandFieldsProps) {
  const t = useTranslate();
  const [command, setCommand] = useState(hook.command);
  const [lines, setLines] = useState(hook.arguments.join('\n'));
  const commit = (): void => {
    const next = { ...hook, command: command.trim(), arguments: lines === '' ? [] : lines.split('\n') };
    if (JSON.stringify(next) !== JSON.stringify(hook)) onChange(next);
  };
  return (
    <>
      <label className={styles.field}>
        <span>{t('ui.set.hooks.event')}</span>
        <span className={controls.list}>
          <select
            className={controls.select}
            value={hook.event}
            onChange={(event) => {
              const chosen = shownEvents.find((each) => each === event.target.value);
              if (chosen !== undefined) onChange({ ...hook, event: chosen });
            }}
          >
            {shownEvents.map((event) => (
              <option key={event} value={event}>
                {event === 'state-changed' ? t('ui.hook.state-changed') : t(`ui.alert.${event}.label`)}
              </option>
            ))}
          </select>
          <Icon name="chevron-down" />
        </span>
      </label>
      <label className={styles.field}>
        <span>{t('ui.set.hooks.command')}</span>
        <input
          type="text"
          dir="ltr"
          className={controls.words}
          maxLength={1024}
          autoComplete="off"
          spellCheck={false}
          value={command}
          onChange={(event) => setCommand(event.target.value)}
          onBlur={commit}
        />
      </label>
      <label className={styles.field}>
        <span>{t('ui.set.hooks.arguments')}</span>
        <textarea
          dir="ltr"
          className={controls.folders}
          rows={Math.max(1, lines.split('\n').length)}
          spellCheck={false}
          value={lines}
          onChange={(event) => setLines(event.target.value)}
          onBlur={commit}
        />
      </label>
    </>
  );
}

const empty: UserCommand = { event: 'exhausted', command: '', arguments: [] };

/** The form for a new user command. Its button adds it when it names a program. */
function UserCommandDraft({ onAdd }: { readonly onAdd: (hook: UserCommand) => void }) {
  const t = useTranslate();
  const [hook, setHook] = useState(empty);
  return (
    <fieldset className={styles.hook}>
      <legend className="visually-hidden">{t('ui.set.hooks.add')}</legend>
      <UserCommandFields hook={hook} onChange={setHook} />
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
