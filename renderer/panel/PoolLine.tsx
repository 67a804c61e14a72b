import type { Standing } from '../../core/snapshot/order.ts';
import type { PoolSegmentView, PoolStatView, PoolView } from '../../core/views/panel-model.ts';
import styles from './PoolLine.module.css';

interface PoolLineProps {
  readonly pool: PoolView;
  /** The state that the list is filtered by; null: none. */
  readonly chosen: Standing | null;
  readonly onChoose: (state: Standing) => void;
  readonly onOpen: (id: PoolStatView['id']) => void;
}

/**
 * All accounts as one bar, a segment for each state in proportion, with at most three figures below. A click on a
 * segment filters the list (keys: Alt and a digit), and the figures open the page about all accounts.
 */
export function PoolLine({ pool, chosen, onChoose, onOpen }: PoolLineProps) {
  const [first] = pool.stats;
  return (
    <section className={styles.pool}>
      <div className={styles.bar} role="img" aria-label={pool.spoken}>
        {pool.segments.map((segment) => (
          <Segment
            key={segment.state}
            segment={segment}
            isDimmed={chosen !== null && chosen !== segment.state}
            onChoose={onChoose}
          />
        ))}
      </div>
      {first !== undefined && (
        <ul className={styles.stats}>
          {pool.stats.map((stat) => (
            <li key={stat.id}>
              <button
                type="button"
                className={styles.stat}
                tabIndex={stat.id === first.id ? 0 : -1}
                onClick={() => onOpen(stat.id)}
              >
                <span className="visually-hidden">{stat.spoken}</span>
                <span className={styles.label} aria-hidden="true">
                  {stat.label}
                </span>
                <span className={styles.text} aria-hidden="true">
                  <bdi>{stat.text}</bdi>
                  {stat.note !== null && (
                    <>
                      {' '}
                      <bdi className={styles.note}>{stat.note}</bdi>
                    </>
                  )}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface SegmentProps {
  readonly segment: PoolSegmentView;
  readonly isDimmed: boolean;
  readonly onChoose: (state: Standing) => void;
}

function Segment({ segment: { state, count, spoken }, isDimmed, onChoose }: SegmentProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- Alt and a digit do this
    <span
      className={styles.segment}
      data-state={state}
      data-dimmed={isDimmed || undefined}
      style={{ flexGrow: count }}
      title={spoken}
      onClick={() => onChoose(state)}
    >
      <svg width="100%" height="10" aria-hidden="true" focusable="false">
        <rect x="0.5" y="1.5" width="99%" height="7" rx="3" />
      </svg>
    </span>
  );
}
