import { useId } from 'react';
import type { WarmupDay } from '../../../core/warm-ups/view-model.ts';
import { useTranslate } from '../../hooks/window-context.ts';
import { useWarmups } from './use-warmups.ts';
import styles from './warmups.module.css';

/** Today and tomorrow: a graphic line for each day, and a table with the same content for everybody. */
export function WarmupTimeline() {
  const view = useWarmups();
  return (
    <div className={styles.part}>
      {view?.days.map((day) => (
        <Day key={day.id} day={day} />
      ))}
    </div>
  );
}

function Day({ day }: { readonly day: WarmupDay }) {
  const t = useTranslate();
  const id = useId();
  return (
    <div>
      <h3 id={id} className={styles.dayName}>
        {day.label}
      </h3>
      <div className={styles.line} aria-hidden="true">
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
        {day.nowPercent !== null && <span className={styles.now} style={{ insetInlineStart: `${day.nowPercent}%` }} />}
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
