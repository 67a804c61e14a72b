import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';

import { Button } from '../../components/Button.tsx';
import { useTranslate } from '../../hooks/window-context.ts';
import type { UiTranslate } from '../../i18n/catalogue.ts';
import controls from '../controls.module.css';
import { type Clock, timeText } from '../week.ts';
import styles from './warmups.module.css';

interface ScheduleItem {
  readonly key: string;
  readonly text: string;
  /** A control before the text, such as a switch. */
  readonly control?: ReactNode;
}

interface ScheduleListProps {
  readonly label: string;
  readonly items: readonly ScheduleItem[];
  readonly canAdd: boolean;
  /** Renders the form for an item, or for a new one when the key is null. `close` closes the form. */
  readonly form: (key: string | null, close: () => void) => ReactNode;
  readonly onRemove: (key: string) => void;
  readonly problem: string | null;
}

const forNew = 'new';

/** A list of schedules with buttons to edit and remove. One form at a time replaces its row. */
export function ScheduleList({ label, items, canAdd, form, onRemove, problem }: ScheduleListProps) {
  const t = useTranslate();
  const [open, setOpen] = useState<string | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (open === null && wasOpen.current) add.current?.focus();
    wasOpen.current = open !== null;
  }, [open]);
  const close = (): void => setOpen(null);

  return (
    <div className={styles.part}>
      <ul className={styles.list} aria-label={label}>
        {items.map(({ key, text, control }) => (
          <li key={key} className={styles.item}>
            {open === key ? (
              form(key, close)
            ) : (
              <>
                {control}
                <span className={styles.words}>{text}</span>
                <Button quiet label={t('ui.warmups.edit-slot', { slot: text })} onPress={() => setOpen(key)}>
                  {t('ui.warmups.edit')}
                </Button>
                <Button quiet danger label={t('ui.warmups.remove-slot', { slot: text })} onPress={() => onRemove(key)}>
                  {t('ui.warmups.remove')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {items.length === 0 && open === null && <p className={styles.quiet}>{t('ui.warmups.none')}</p>}
      {open === forNew
        ? form(null, close)
        : canAdd && (
            <div className={styles.actions}>
              <Button
                ref={add}
                label={t('ui.text.labelled', { label: t('ui.warmups.add'), text: label })}
                onPress={() => setOpen(forNew)}
              >
                {t('ui.warmups.add')}
              </Button>
            </div>
          )}
      {problem !== null && <p role="alert">{problem}</p>}
    </div>
  );
}

interface WeekTimeDraft {
  readonly days: readonly number[];
  readonly time: string;
}

interface ScheduleFormProps {
  readonly start: WeekTimeDraft;
  readonly language: string;
  /** Further fields. */
  readonly children?: ReactNode;
  readonly onSave: (draft: WeekTimeDraft) => void;
  readonly onCancel: () => void;
}

/** The form of a schedule: a time of day and the days of the week. Enter saves, Escape cancels. */
export function ScheduleForm({ start, language, children, onSave, onCancel }: ScheduleFormProps) {
  const t = useTranslate();
  const [draft, setDraft] = useState(start);
  const [hasNoDay, setHasNoDay] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);

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

/** Monday, 1 January 2024, in the middle of the day. */
const aMondayMs = Date.UTC(2024, 0, 1, 12);
const dayMs = 86_400_000;
const allDays: readonly number[] = [1, 2, 3, 4, 5, 6, 7];
export const workdays: readonly number[] = [1, 2, 3, 4, 5];

/** Returns the name of a day of the week; 1 is Monday. */
function dayName(day: number, language: string, length: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(aMondayMs + (day - 1) * dayMs);
}

/** Returns the text of a schedule, for example `7:00 AM, Monday to Friday`. */
export function scheduleWords({ days, time }: WeekTimeDraft, clock: Clock, t: UiTranslate): string {
  return t('ui.text.pair', { first: timeText(time, clock), second: daysText(days, clock.language, t) });
}

function daysText(days: readonly number[], language: string, t: UiTranslate): string {
  if (days.length === 7) return t('ui.warmups.every-day');
  if (days.join() === workdays.join()) return t('ui.warmups.workdays');
  const names = days.map((day) => dayName(day, language, 'short'));
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }).format(names);
}
