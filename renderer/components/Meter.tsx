import type { CSSProperties } from 'react';
import type { MeterLevel } from '../../core/snapshot/level.ts';
import styles from './Meter.module.css';

export interface MeterProps {
  readonly level: MeterLevel;
  /** 0..100; null: unknown, drawn as an empty outline. */
  readonly fillPercent: number | null;
  readonly blocked: boolean;
  readonly stale: boolean;
  readonly pacePercent: number | null;
  /** The value for screen readers. */
  readonly spoken: string;
  /** Id of the element that names the meter. */
  readonly labelledBy: string;
}

/**
 * The meter of the app. Each level differs by its shape as well as its colour: solid, notched, striped, outlined
 * with a bar across. It is hatched when blocked, and dashed when unknown.
 */
export function Meter(props: MeterProps) {
  const { fillPercent, pacePercent } = props;
  return (
    <div {...semantics(props)} className={styles.track} data-look={lookOf(props)} data-stale={props.stale || undefined}>
      {fillPercent !== null && fillPercent > 0 && <span className={styles.fill} style={along('width', fillPercent)} />}
      {pacePercent !== null && <span className={styles.pace} style={along('left', pacePercent)} />}
    </div>
  );
}

/** Returns the ARIA attributes. Without a number it is an image with a text, because a meter needs a number. */
function semantics({ fillPercent, spoken, labelledBy }: MeterProps) {
  if (fillPercent === null) return { role: 'img', 'aria-label': spoken } as const;
  return {
    role: 'meter',
    'aria-labelledby': labelledBy,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    'aria-valuenow': fillPercent,
    'aria-valuetext': spoken,
  } as const;
}

function lookOf({ level, fillPercent, blocked }: MeterProps): MeterLevel | 'blocked' {
  if (fillPercent === null) return 'unknown';
  return blocked ? 'blocked' : level;
}

function along(side: 'width' | 'left', percent: number): CSSProperties {
  return { [side]: `${Math.min(100, Math.max(0, percent))}%` };
}
