import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../../components/Button.tsx';
import { useTranslate } from '../../hooks/window-context.ts';
import controls from '../controls.module.css';
import { allDays, dayName } from './schedule-text.ts';
import styles from './warmups.module.css';

export interface WeekTimeDraft {
  readonly days: readonly number[];
  readonly time: string;
}

export interface ScheduleFormProps {
  readonly start: WeekTimeDraft;
  readonly language: string;
  /** Further fields. */
  readonly children?: ReactNode;
  readonly onSave: (draft: WeekTimeDraft) => void;
  readonly onCancel: () => void;
}

/** A time of day and the days it is on. Enter saves, Escape changes nothing. */
export function ScheduleForm({ start, language, children, onSave, onCancel }: ScheduleFormProps) {
  const t = useTranslate();
  const [draft, setDraft] = useState(start);
  const [hasNoDay, setHasNoDay] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const toggle = (day: number): void => {
    const days = allDays.filter((each) => draft.days.includes(each) !== (each === day));
    setDraft({ ...draft, days });
    setHasNoDay(false);
  };
  const save = (): void => {
    if (draft.days.length === 0) setHasNoDay(true);
    else if (/^\d\d:\d\d$/.test(draft.time)) onSave(draft);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onCancel();
  };

  return (
    <form
      className={styles.form}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label className={styles.field}>
        <span>{t('ui.warmups.time')}</span>
        <input
          ref={first}
          type="time"
          required
          className={controls.entry}
          value={draft.time}
          onChange={(event) => setDraft({ ...draft, time: event.target.value })}
        />
      </label>
      <fieldset className={styles.days}>
        <legend>{t('ui.warmups.days')}</legend>
        {allDays.map((day) => (
          <label key={day} className={styles.day}>
            <input type="checkbox" checked={draft.days.includes(day)} onChange={() => toggle(day)} />
            <abbr title={dayName(day, language, 'long')}>{dayName(day, language, 'short')}</abbr>
          </label>
        ))}
      </fieldset>
      {children}
      {hasNoDay && <p role="alert">{t('ui.warmups.day-invalid')}</p>}
      <div className={styles.actions}>
        <Button onPress={save}>{t('ui.warmups.save')}</Button>
        <Button quiet onPress={onCancel}>
          {t('ui.warmups.cancel')}
        </Button>
      </div>
    </form>
  );
}
