import type { HistoryView } from '../../core/history/view-model.ts';
import styles from './Sparkline.module.css';

const width = 240;
const height = 32;
const edge = 2;

/** A small line of one period, with gaps where nothing was measured. It has the label of the chart. */
export function Sparkline({ view }: { readonly view: HistoryView }) {
  const length = Math.max(1, view.to - view.from);
  const x = (time: number): number => (width * Math.max(0, time - view.from)) / length;
  const y = (value: number): number => edge + (height - 2 * edge) * (1 - value / view.top);
  const lines = stretches(view).map((stretch) =>
    stretch.map(({ time, value }) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`).join(' '),
  );
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={view.summary}
    >
      <line className={styles.ground} x1="0" x2={width} y1={height - edge} y2={height - edge} />
      {lines.map((points) => (
        <polyline key={points} className={styles.line} points={points} />
      ))}
    </svg>
  );
}

interface Point {
  readonly time: number;
  readonly value: number;
}

/** Returns the known figures, split at gaps. A single figure becomes a dot. */
function stretches({ times, values }: HistoryView): readonly (readonly Point[])[] {
  const all: Point[][] = [[]];
  values.forEach((value, index) => {
    const time = times[index];
    if (value === null || time === undefined) all.push([]);
    else all.at(-1)?.push({ time, value });
  });
  return all
    .filter((stretch) => stretch.length > 0)
    .map(([first, ...rest]) => (first === undefined ? [] : rest.length === 0 ? [first, first] : [first, ...rest]));
}
