import { type KeyboardEvent, type PointerEvent, type ReactNode, type Ref, useId } from 'react';
import styles from './ChartFrame.module.css';

interface ChartFrameProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly width: number;
  readonly height: number;
  /** What kind of thing this is, and what it shows. */
  readonly kind: string;
  readonly label: string;
  /** Which keys read a figure. */
  readonly keys: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPointerMove: (event: PointerEvent<SVGSVGElement>) => void;
  /** Left out: the last figure stays chosen. */
  readonly onPointerLeave?: () => void;
  readonly children: ReactNode;
}

/** A chart that is read with the pointer or the keys. It is one stop for Tab, and its label says what it shows. */
export function ChartFrame(props: ChartFrameProps) {
  const { ref, width, height, kind, label, keys, onKeyDown, onPointerMove, onPointerLeave, children } = props;
  const keysId = useId();
  return (
    <>
      <div
        ref={ref}
        className={styles.chart}
        role="application"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys are answered here
        tabIndex={0}
        aria-roledescription={kind}
        aria-label={label}
        aria-describedby={keysId}
        onKeyDown={onKeyDown}
      >
        <svg
          width={width}
          height={height}
          aria-hidden="true"
          onPointerMove={onPointerMove}
          onPointerDown={onPointerMove}
          onPointerLeave={onPointerLeave}
        >
          {children}
        </svg>
      </div>
      <p id={keysId} className="visually-hidden">
        {keys}
      </p>
    </>
  );
}

/** Returns the place that a key moves to among `last + 1` places; null: another key. */
export function placeAfterKey(key: string, place: number, last: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, place - 1);
    case 'ArrowRight':
      return Math.min(last, place + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
