import type { QuietSpan, Weekday } from '../../core/settings/alerts.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { shownDays } from './alert-lists.ts';
import controls from './controls.module.css';
import styles from './QuietDays.module.css';
import { useSetting } from './settings-context.ts';
import switches from '../components/Switch.module.css';
import { usualSpan } from './week.ts';

/** The quiet hours of each day of the week: a switch and two times. */
export function QuietDays() {
  const t = useTranslate();
  const { value, change } = useSetting('quietHours');

  const set = (day: Weekday, span: QuietSpan | null): void => {
    const { [day]: before, ...others } = value;
    void change(span === null ? others : { ...others, [day]: { ...(before ?? usualSpan), ...span } });
  };

  return (
    <ul className={styles.days}>
      {shownDays.map((day) => {
        const span = value[day];
        const name = t(`ui.day.${day}`);
        return (
          <li key={day} className={styles.day}>
            <input
              type="checkbox"
              role="switch"
              className={switches.switch}
              aria-label={t('ui.set.quiet.on', { day: name })}
              checked={span !== undefined}
              onChange={(event) => set(day, event.target.checked ? usualSpan : null)}
            />
            <span className={styles.name}>{name}</span>
            {span !== undefined && (
              <span className={styles.times}>
                <input
                  type="time"
                  className={controls.time}
                  aria-label={t('ui.set.quiet.from', { day: name })}
                  value={span.from}
                  onChange={(event) => event.target.value !== '' && set(day, { ...span, from: event.target.value })}
                />
                <span>{t(span.to <= span.from ? 'ui.set.quiet.over' : 'ui.set.quiet.until')}</span>
                <input
                  type="time"
                  className={controls.time}
                  aria-label={t('ui.set.quiet.to', { day: name })}
                  value={span.to}
                  onChange={(event) => event.target.value !== '' && set(day, { ...span, to: event.target.value })}
                />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
