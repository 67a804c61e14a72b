import styles from './DayHours.module.css';
import { type Clock, hourText } from './week.ts';

/** The hours that are named below the line of a day. */
const namedHours = [0, 6, 12, 18, 24] as const;

/** The hours below the line of a day, each at its place, as the region writes them. */
export function DayHours({ clock }: { readonly clock: Clock }) {
  return (
    <div className={styles.hours}>
      {namedHours.map((hour) => (
        <span key={hour}>{hourText(hour, clock)}</span>
      ))}
    </div>
  );
}
