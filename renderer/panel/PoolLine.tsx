import { type KeyboardEvent, useRef, useState } from 'react';
import type { Standing } from '../../core/snapshot/order.ts';
import type { PoolStatView, PoolView } from '../../core/views/panel-model.ts';
import { StateForm } from '../components/StateForm.tsx';
import { sideArrows } from '../hooks/direction.ts';
import { useTranslate } from '../hooks/window-context.ts';
import styles from './PoolLine.module.css';

interface PoolLineProps {
  readonly pool: PoolView;
  /** The state that the list is filtered by; null: none. */
  readonly chosen: Standing | null;
  readonly onChoose: (state: Standing) => void;
  readonly onOpen: (id: PoolStatView['id']) => void;
}

/**
 * All accounts as one bar with a segment for each state, its legend, and at most three figures. A click on a segment or
 * on its entry filters the list, and the figures open the page about all accounts.
 */
export function PoolLine({ pool, chosen, onChoose, onOpen }: PoolLineProps) {
  const [first] = pool.stats;
  return (
    <section className={styles.pool}>
      {/* The legend says the same in words, and its buttons are for the keys */}
      <div className={styles.bar} aria-hidden="true">
        {pool.segments.map(({ state, count, text }) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the legend does this
          <span
            key={state}
            className={styles.segment}
            data-dimmed={(chosen !== null && chosen !== state) || undefined}
            style={{ flexGrow: count }}
            title={text}
            onClick={() => onChoose(state)}
          >
            <StateForm state={state} shape="bar" />
          </span>
        ))}
      </div>
      <Legend segments={pool.segments} chosen={chosen} onChoose={onChoose} />
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
                  {stat.note !== null && <bdi className={styles.note}>{stat.note}</bdi>}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface LegendProps {
  readonly segments: PoolView['segments'];
  readonly chosen: Standing | null;
  readonly onChoose: (state: Standing) => void;
}

/** What the forms of the bar mean, with counts. Each entry filters the list. All are one stop for Tab. */
function Legend({ segments, chosen, onChoose }: LegendProps) {
  const t = useTranslate();
  const box = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<Standing | null>(chosen);
  const states = segments.map(({ state }) => state);
  const stop = current !== null && states.includes(current) ? current : states[0];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [backward, forward] = sideArrows();
    const step = event.key === forward ? 1 : event.key === backward ? -1 : 0;
    const last = states.length - 1;
    const place = stop === undefined ? 0 : states.indexOf(stop);
    const next =
      step !== 0
        ? Math.min(last, Math.max(0, place + step))
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? last
            : null;
    if (next === null) return;
    // An arrow that leads nowhere must not leave a page either
    event.preventDefault();
    event.stopPropagation();
    box.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the buttons inside have the focus
    <div ref={box} className={styles.legend} role="toolbar" aria-label={t('ui.search.states')} onKeyDown={onKeyDown}>
      {segments.map(({ state, text }) => (
        <button
          key={state}
          type="button"
          className={styles.entry}
          data-dimmed={(chosen !== null && chosen !== state) || undefined}
          aria-pressed={chosen === state}
          tabIndex={state === stop ? 0 : -1}
          onFocus={() => setCurrent(state)}
          onClick={() => onChoose(state)}
        >
          <StateForm state={state} shape="swatch" />
          {text}
        </button>
      ))}
    </div>
  );
}
