import { useState } from 'react';
import type { UserCommand } from '../../core/user-commands/user-command.ts';
import { Icon } from '../components/Icon.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { shownEvents } from './alert-lists.ts';
import controls from './controls.module.css';
import styles from './UserCommandsRow.module.css';

export interface HookFieldsProps {
  readonly hook: UserCommand;
  /** Called when a field is left or another event chosen. */
  readonly onChange: (hook: UserCommand) => void;
}

/** When a command runs, which program, and what it is given. */
export function HookFields({ hook, onChange }: HookFieldsProps) {
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
          <Icon name="chevron" />
        </span>
      </label>
      <label className={styles.field}>
        <span>{t('ui.set.hooks.command')}</span>
        <input
          type="text"
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
