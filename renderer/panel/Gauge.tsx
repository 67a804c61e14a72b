import type { BarView, PanelFace } from '../../core/views/panel-model.ts';
import styles from './Gauge.module.css';

/** The sign of the app with the bars of the account to use next, for the eye only. */
export function Gauge({ face }: { readonly face: PanelFace | null }) {
  const rows = face?.rows ?? [];
  const [upper, lower] = face === null ? [] : signBars(face);
  return (
    <svg className={styles.gauge} width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      {lower === undefined && rows.length > 0 ? (
        <Line bar={upper} y={5} height={8} />
      ) : (
        <>
          <Line bar={upper} y={3} height={5} />
          <Line bar={lower} y={10} height={5} />
        </>
      )}
    </svg>
  );
}

/** Returns the bars in the sign of the app: those of the account to use next, or of the only one; empty: there is none. */
export function signBars({ rows }: Pick<PanelFace, 'rows'>): readonly BarView[] {
  const row = rows.find(({ marks }) => marks.isNextUp) ?? (rows.length === 1 ? rows[0] : undefined);
  return row?.bars ?? [];
}

function Line({ bar, y, height }: { readonly bar: BarView | undefined; readonly y: number; readonly height: number }) {
  const fill = bar?.fillPercent ?? null;
  return (
    <>
      <rect className={styles.track} x="1" y={y} width="16" height={height} rx={height / 2} />
      {fill !== null && fill > 0 && (
        <rect
          className={styles.fill}
          data-look={bar?.look}
          data-stale={bar?.isStale === true || undefined}
          x="1"
          y={y}
          width={Math.max(2, 0.16 * Math.min(100, fill))}
          height={height}
          rx={height / 2}
        />
      )}
    </>
  );
}
