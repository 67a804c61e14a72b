import type { BarView } from '../../core/views/panel-model.ts';
import styles from './Bar.module.css';

export interface BarProps {
  readonly bar: Pick<BarView, 'look' | 'fillPercent' | 'isStale'> & { readonly pacePercent?: number | null };
  readonly size: 'row' | 'single' | 'meter' | 'hero';
}

/** The heights of the bar and of the mark of the pace, in px. A bar in a row has no mark. */
const heights = {
  row: { bar: 5, mark: 5 },
  single: { bar: 6, mark: 6 },
  meter: { bar: 6, mark: 12 },
  hero: { bar: 10, mark: 16 },
} as const satisfies Readonly<Record<BarProps['size'], { readonly bar: number; readonly mark: number }>>;

/**
 * The bar of a figure, for the eye only. Each look has a form of its own: solid, notched, striped in a frame, empty
 * outline, hatched, dashed outline. Widths are attributes, because the pages allow no inline styles.
 */
export function Bar({ bar: { look, fillPercent, pacePercent = null, isStale }, size }: BarProps) {
  const { bar, mark } = heights[size];
  const top = (mark - bar) / 2;
  const isFramed = look === 'critical' || look === 'used-up' || look === 'unknown';
  const inset = isFramed ? 0.5 : 0;
  const isFilled = look !== 'used-up' && look !== 'unknown' && fillPercent !== null && fillPercent > 0;
  return (
    <svg
      className={styles.bar}
      data-look={look}
      data-stale={isStale || undefined}
      width="100%"
      height={mark}
      aria-hidden="true"
      focusable="false"
    >
      <rect
        className={styles.track}
        x={inset}
        y={top + inset}
        width={isFramed ? '99.5%' : '100%'}
        height={bar - 2 * inset}
        rx={bar / 2}
      />
      {isFilled && <rect className={styles.fill} y={top} width={`${within(fillPercent)}%`} height={bar} rx={2.5} />}
      {mark > bar && pacePercent !== null && (
        <>
          <rect className={styles.halo} x={`${within(pacePercent)}%`} width={4} height={mark} />
          <rect className={styles.pace} x={`${within(pacePercent)}%`} width={2} height={mark} rx={1} />
        </>
      )}
    </svg>
  );
}

function within(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
