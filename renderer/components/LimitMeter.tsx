import type { MeterView } from '../../core/views/panel-model.ts';
import { useFlips } from '../hooks/flips.ts';
import { Bar } from './Bar.tsx';
import { FlipText } from './FlipText.tsx';
import styles from './LimitMeter.module.css';
import { PaceTip } from './PaceTip.tsx';

interface LimitMeterProps {
  readonly meter: MeterView;
  /** True: the figure says in words whether it is what is left or what is used. */
  readonly isWorded?: boolean;
}

/** One limit in full: name, when and figure on one line, and the bar with the even pace below. */
export function LimitMeter({ meter, isWorded = false }: LimitMeterProps) {
  const flips = useFlips();
  const { bar } = meter;
  const isKnown = bar.fillPercent !== null;
  const tone = bar.isStale ? 'stale' : bar.look;
  return (
    <div className={styles.meter}>
      <span className={styles.name} title={meter.name}>
        {meter.name}
      </span>
      <span className={styles.when} data-tone={meter.whenTone}>
        <FlipText text={withAge(meter)} other={meter.whenOther} onFlip={flips.times} />
      </span>
      <span className={styles.figure} data-tone={tone}>
        <FlipText
          text={isWorded ? meter.figureWorded : meter.figure}
          other={meter.figureOther}
          onFlip={flips.figures}
        />
      </span>
      <span
        className={styles.bar}
        role={isKnown ? 'meter' : 'img'}
        aria-label={isKnown ? meter.name : meter.spoken}
        {...(isKnown
          ? {
              'aria-valuemin': 0,
              'aria-valuemax': 100,
              'aria-valuenow': Math.round(bar.fillPercent),
              'aria-valuetext': meter.spoken,
            }
          : {})}
      >
        <Bar bar={bar} size="meter" />
        <PaceTip percent={bar.pacePercent} />
      </span>
    </div>
  );
}

function withAge({ when, age }: MeterView): string {
  return [when, age].filter((text) => text !== null).join(' · ');
}
