import { useId } from 'react';
import { useTranslate } from '../hooks/window-context.ts';
import { SnoozeAll } from './SettingActions.tsx';
import { SettingRow } from './SettingRow.tsx';
import { useSetting } from './settings-context.ts';
import switches from '../components/Switch.module.css';

/** The switch for all notifications, and the button that mutes them for an hour. */
export function NotificationsRow({ label, text }: { readonly label: string; readonly text: string }) {
  const t = useTranslate();
  const id = useId();
  const { value, refused, change } = useSetting('notifications');
  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={label}
      text={text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <>
          {value && <SnoozeAll />}
          <input
            id={id}
            type="checkbox"
            role="switch"
            className={switches.switch}
            aria-describedby={`${id}-text`}
            checked={value}
            onChange={({ target }) => void change(target.checked)}
          />
        </>
      }
    />
  );
}
