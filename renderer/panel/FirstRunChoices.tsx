import { useId, useState } from 'react';
import type { CommandInput } from '../../core/ipc/contract.ts';
import type { FirstChoices } from '../../core/views/first-run.ts';
import { Segments } from '../components/Segments.tsx';
import { Switch } from '../components/Switch.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './FirstRunPage.module.css';

/** What a newcomer chooses at first. */
export type Choice = CommandInput<'first-run.choose'>;

/** A choice before *Done*. */
type Wish = Omit<Choice, 'isDone'>;

/** The choices, and the function that makes one. */
interface ChosenChoices extends FirstChoices {
  readonly choose: (wish: Wish) => void;
}

/** The start at login is proposed, and applied with *Done*. Everything that the newcomer changes is applied at once. */
export function useChoices(choices: FirstChoices, choose: (choice: Choice) => void): ChosenChoices {
  const [startAtLogin, setStartAtLogin] = useState(true);
  return {
    ...choices,
    startAtLogin: choices.startAtLogin === null ? null : startAtLogin,
    choose: (wish) => {
      if (wish.startAtLogin !== undefined) setStartAtLogin(wish.startAtLogin);
      choose({ ...wish, isDone: false });
    },
  };
}

/** The choices of the first run. */
export function FirstRunChoices({ choices, hasIcon }: { readonly choices: ChosenChoices; readonly hasIcon: boolean }) {
  const t = useTranslate();
  const { startAtLogin, notifications, notificationsText, checkForUpdates, iconStyle, choose } = choices;
  return (
    <section className={styles.choices} aria-label={t('ui.first.choices')}>
      <ChoiceLine
        name={t('ui.first.login')}
        text={t(startAtLogin === null ? 'ui.first.login.not-possible' : 'ui.first.login.text')}
        isOn={startAtLogin}
        onChange={(isOn) => choose({ startAtLogin: isOn })}
      />
      <ChoiceLine
        name={t('ui.first.alerts')}
        text={notifications === null ? t('ui.first.alerts.not-possible') : notificationsText}
        isOn={notifications}
        onChange={(isOn) => choose({ notifications: isOn })}
      />
      <ChoiceLine
        name={t('ui.first.updates')}
        text={t('ui.first.updates.text')}
        isOn={checkForUpdates}
        onChange={(isOn) => choose({ checkForUpdates: isOn })}
      />
      {hasIcon && (
        <div className={styles.choice}>
          <p>
            <b>{t('ui.first.icon')}</b>
            <small>{t('ui.first.icon.text')}</small>
          </p>
          <Segments
            label={t('ui.first.icon')}
            options={[
              { id: 'bars', label: t('ui.first.icon.bars') },
              { id: 'number', label: t('ui.first.icon.number') },
              { id: 'ring', label: t('ui.first.icon.ring') },
            ]}
            chosen={iconStyle}
            onChoose={(style) => choose({ iconStyle: style })}
          />
        </div>
      )}
    </section>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly text: string;
  /** Null: it is not possible here. */
  readonly isOn: boolean | null;
  readonly onChange: (isOn: boolean) => void;
}

function ChoiceLine({ name, text, isOn, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <p>
        <b id={id}>{name}</b>
        <small id={`${id}-text`}>{text}</small>
      </p>
      <Switch
        isOn={isOn === true}
        labelledBy={id}
        describedBy={`${id}-text`}
        disabled={isOn === null}
        onChange={onChange}
      />
    </div>
  );
}
