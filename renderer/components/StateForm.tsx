import type { Standing } from '../../core/snapshot/order.ts';
import styles from './StateForm.module.css';

interface StateFormProps {
  readonly state: Standing;
  /** `bar`: as wide as its place. `swatch`: for a legend. `chip`: for a filter. */
  readonly shape: 'bar' | 'swatch' | 'chip';
}

/** Width, height and corner of each shape, in px. Half a pixel on each side is for the line. */
const sizes = {
  bar: { width: '100%', height: 10, inner: '99%', top: 1.5, tall: 7, corner: 3 },
  swatch: { width: 8, height: 8, inner: 7, top: 0.5, tall: 7, corner: 2.5 },
  chip: { width: 10, height: 10, inner: 9, top: 0.5, tall: 9, corner: 3 },
} as const;

/** The form that stands for a state of accounts, for the eye only: solid, notched, striped, outlined or dashed. */
export function StateForm({ state, shape }: StateFormProps) {
  const { width, height, inner, top, tall, corner } = sizes[shape];
  return (
    <svg className={styles.form} data-state={state} width={width} height={height} aria-hidden="true" focusable="false">
      <rect x="0.5" y={top} width={inner} height={tall} rx={corner} />
    </svg>
  );
}
