import { useContext, useId, useState } from 'react';
import type { QuietSpan, Weekday } from '../../core/settings/alerts.ts';
import { Button } from '../components/Button.tsx';
import { Chip } from '../components/Chip.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { shownDays } from './alert-lists.ts';
import controls from './controls.module.css';
import { DayHours } from './DayHours.tsx';
import styles from './QuietHours.module.css';
import { QuietDays } from './QuietDays.tsx';
import { SettingRow } from './SettingRow.tsx';
import { SettingsContext, useSetting } from './settings-context.ts';
import switches from '../components/Switch.module.css';
import { type Clock, commonSpan, onDays, partsOfDay, quietDays, shortDay, timeText, usualSpan } from './week.ts';

/**
 * The quiet hours: a switch with what it means, one span on a line of the day, and the days. On demand, or if they differ
 * already, each day has times of its own.
 */
export function QuietHours({ label, text }: { readonly label: string; readonly text: string }) {
  const t = useTranslate();
  const id = useId();
  const clock: Clock = useContext(SettingsContext)?.view.appearance ?? { language: 'en' };
  const { language } = clock;
  const { value, refused, change } = useSetting('quietHours');
  const [wantsDays, setWantsDays] = useState(false);
  const days = quietDays(value);
  const span = commonSpan(value);
  const isUneven = days.length > 0 && span === null;
  const isByDay = wantsDays || isUneven;

  const toggleDay = (day: Weekday): void => {
    if (span === null) return;
    const next = shownDays.filter((each) => days.includes(each) !== (each === day));
    void change(onDays(next, span));
  };
  const setSpan = (next: Partial<QuietSpan>): void => {
    if (span !== null) void change(onDays(days, { ...span, ...next }));
  };
  const toEvenDays = (): void => {
    setWantsDays(false);
    const [first] = days;
    const firstSpan = first === undefined ? undefined : value[first];
    if (isUneven && firstSpan !== undefined) void change(onDays(days, firstSpan));
  };

  return (
    <SettingRow
      controlId={id}
      textId={`${id}-text`}
      label={label}
      text={text}
      problem={refused ? t('ui.settings.refused') : null}
      control={
        <input
          id={id}
          type="checkbox"
          role="switch"
          className={switches.switch}
          aria-describedby={`${id}-text`}
          checked={days.length > 0}
          onChange={({ target }) => void change(target.checked ? onDays(shownDays, usualSpan) : {})}
        />
      }
      below={
        days.length > 0 && (
          <div className={styles.week}>
            <p className={styles.when}>{whenText()}</p>
            {isByDay ? (
              <QuietDays />
            ) : (
              span !== null && (
                <>
                  <DayLine span={span} clock={clock} />
                  <div className={styles.choices}>
                    <div role="group" aria-label={t('ui.set.quiet.days')} className={styles.chips}>
                      {shownDays.map((day) => (
                        <Chip
                          key={day}
                          text={shortDay(day, language)}
                          label={t(`ui.day.${day}`)}
                          isOn={days.includes(day)}
                          onPress={() => toggleDay(day)}
                        />
                      ))}
                    </div>
                    <span className={styles.times}>
                      <input
                        type="time"
                        className={controls.time}
                        aria-label={t('ui.set.quiet.all-from')}
                        value={span.from}
                        onChange={({ target }) => target.value !== '' && setSpan({ from: target.value })}
                      />
                      <span>{t('ui.set.quiet.until')}</span>
                      <input
                        type="time"
                        className={controls.time}
                        aria-label={t('ui.set.quiet.all-to')}
                        value={span.to}
                        onChange={({ target }) => target.value !== '' && setSpan({ to: target.value })}
                      />
                    </span>
                  </div>
                </>
              )
            )}
            <Button quiet onPress={() => (isByDay ? toEvenDays() : setWantsDays(true))}>
              {t(isByDay ? 'ui.set.quiet.same' : 'ui.set.quiet.by-day')}
            </Button>
          </div>
        )
      }
    />
  );

  function whenText(): string {
    if (span === null) return t('ui.set.quiet.uneven');
    const [from, to] = [timeText(span.from, clock), timeText(span.to, clock)];
    if (days.length === shownDays.length) return t('ui.set.quiet.every-day', { from, to });
    const names = days.map((day) => shortDay(day, language));
    const list = new Intl.ListFormat(language, { style: 'narrow', type: 'unit' }).format(names);
    return t('ui.set.quiet.some-days', { days: list, from, to });
  }
}

/** The quiet part of a day, for the eye only: the title and the fields say it. */
function DayLine({ span, clock }: { readonly span: QuietSpan; readonly clock: Clock }) {
  return (
    <div className={styles.line} aria-hidden="true">
      <div className={styles.track}>
        {partsOfDay(span).map(({ fromPercent, lengthPercent }) => (
          <span
            key={fromPercent}
            className={styles.part}
            style={{ insetInlineStart: `${fromPercent}%`, width: `${lengthPercent}%` }}
          />
        ))}
      </div>
      <DayHours clock={clock} />
    </div>
  );
}
