import { useContext, useId } from 'react';
import type { WarmupDay } from '../../../core/warm-ups/view-model.ts';
import { useTranslate } from '../../hooks/window-context.ts';
import { DayHours } from '../DayHours.tsx';
import { SettingsContext } from '../settings-context.ts';
import type { Clock } from '../week.ts';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

/** Today and tomorrow: a graphic line with its hours for each day, a legend, and a table with the same content for everybody. */
export function WarmupTimeline() {
  const view = useWarmups();
  const clock: Clock = useContext(SettingsContext)?.view.appearance ?? { language: 'en' };
  return (
    <div className={styles.part}>
      {view?.days.map((day) => (
        <Day key={day.id} day={day} clock={clock} />
      ))}
      {view !== null && <Legend />}
    </div>
  );
}

/** What the forms on the lines mean. It is for the eye only, because the tables say the same in words. */
function Legend() {
  const t = useTranslate();
  return (
    <p className={styles.legend} aria-hidden="true">
      <span>
        <span className={styles.sample} data-tone="started" />
        {t('ui.warmups.legend.started')}
      </span>
      <span>
        <span className={styles.sample} data-tone="planned" />
        {t('ui.warmups.legend.planned')}
      </span>
      <span>
        <span className={styles.sample} data-tone="now" />
        {t('ui.warmups.legend.now')}
      </span>
    </p>
  );
}

function Day({ day, clock }: { readonly day: WarmupDay; readonly clock: Clock }) {
  const t = useTranslate();
  const id = useId();
  return (
    <div>
      <h3 id={id} className={styles.dayName}>
        {day.label}
      </h3>
      <div className={styles.scale} aria-hidden="true">
        <div className={styles.line}>
          {day.slots.map(
            ({ key, bar, tone }) =>
              bar !== null && (
                <span
                  key={key}
                  className={styles.bar}
                  data-tone={tone}
                  style={{ insetInlineStart: `${bar.fromPercent}%`, width: `${bar.toPercent - bar.fromPercent}%` }}
                />
              ),
          )}
          {day.nowPercent !== null && (
            <span className={styles.now} style={{ insetInlineStart: `${day.nowPercent}%` }} />
          )}
        </div>
        <DayHours clock={clock} />
      </div>
      {day.slots.length === 0 ? (
        <p className={styles.quiet}>{t('ui.warmups.none-day')}</p>
      ) : (
        <table className={styles.table} aria-label={t('ui.warmups.table', { day: day.label })}>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{t('ui.warmups.column.time')}</th>
              <th scope="col">{t('ui.warmups.column.account')}</th>
              <th scope="col">{t('ui.warmups.column.window')}</th>
              <th scope="col">{t('ui.warmups.column.what')}</th>
            </tr>
          </thead>
          <tbody>
            {day.slots.map((slot) => (
              <tr key={slot.key}>
                <td>{slot.timeText}</td>
                <td>{slot.account}</td>
                <td>{slot.windowText ?? t('ui.warmups.no-window')}</td>
                <td data-tone={slot.tone}>{slot.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
