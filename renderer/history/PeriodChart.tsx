import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { HistoryView } from '../../core/history/view-model.ts';
import { ChartFrame, placeAfterKey } from '../components/ChartFrame.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import { useWidth } from '../usage/use-width.ts';
import { axisMarks, areaPath, linePath, momentText, nearestIndex, placesOf, type PeriodPlaces } from './period-plot.ts';
import styles from './PeriodChart.module.css';

/**
 * The line of a limit or a balance over time: area and line, the even pace, the forecast, and the resets on the axis. The
 * pointer or the arrow keys read a figure, which stands above the chart.
 */
export function PeriodChart({ view }: { readonly view: HistoryView }) {
  const t = useTranslate();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [chosen, setChosen] = useState<number | null>(null);
  const [spoken, setSpoken] = useState('');
  const places = placesOf(view, width);
  const last = Math.max(
    0,
    view.values.findLastIndex((value) => value !== null),
  );
  const index = Math.min(chosen ?? last, view.times.length - 1);

  const choose = (next: number): void => {
    setChosen(next);
    setSpoken(t('ui.text.labelled', { label: momentText(view.times[next] ?? 0, view), text: view.texts[next] ?? '' }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeAfterKey(event.key, index, view.times.length - 1);
    if (next === null) return;
    event.preventDefault();
    choose(next);
  };
  const onPointer = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    setChosen(nearestIndex(view, places, event.clientX - left));
  };

  return (
    <div>
      <p className={styles.read}>
        <span>
          <b>
            <bdi>{view.texts[index]}</bdi>
          </b>{' '}
          <bdi>{momentText(view.times[index] ?? 0, view)}</bdi>
        </span>
        {view.period?.sentence != null && <span className={styles.sentence}>{view.period.sentence}</span>}
      </p>
      <ChartFrame
        ref={box}
        width={width}
        height={places.height}
        kind={t('ui.history.chart')}
        label={view.summary}
        keys={t('ui.history.keys-read')}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerLeave={() => setChosen(null)}
      >
        <Grid view={view} places={places} />
        <path className={styles.area} d={areaPath(view, places)} />
        <PeriodLines view={view} places={places} />
        <path className={styles.line} d={linePath(view, places)} />
        <Point view={view} places={places} index={index} isChosen={chosen !== null} />
      </ChartFrame>
      {view.period !== undefined && (
        <p className={styles.legend} aria-hidden="true">
          <span>
            <svg width="18" height="8">
              <line className={styles.even} x1="0" x2="18" y1="4" y2="4" />
            </svg>
            {t('ui.history.even')}
          </span>
          {view.period.forecast !== null && (
            <span>
              <svg width="18" height="8">
                <line className={styles.forecast} x1="0" x2="18" y1="4" y2="4" />
              </svg>
              {t('ui.history.forecast')}
            </span>
          )}
        </p>
      )}
      <p className="visually-hidden" aria-live="polite" data-readout="">
        {spoken}
      </p>
    </div>
  );
}

interface PartProps {
  readonly view: HistoryView;
  readonly places: PeriodPlaces;
}

function Grid({ view, places }: PartProps) {
  return (
    <>
      {view.ticks.map(({ at, text }, index) => (
        <g key={at}>
          <line className={styles.grid} x1={places.left} x2={places.right} y1={places.y(at)} y2={places.y(at)} />
          {index % 2 === 0 && (
            <text x={places.left - 6} y={places.y(at) + 4} textAnchor="end">
              {text}
            </text>
          )}
        </g>
      ))}
      {axisMarks(view, places).map(({ x, text }) => (
        <text key={x} x={x} y={places.height - 4} textAnchor="middle" unicodeBidi="plaintext">
          {text}
        </text>
      ))}
      {view.resets.map((at) => (
        <line
          key={at}
          className={styles.reset}
          x1={places.x(at)}
          x2={places.x(at)}
          y1={places.bottom - 4}
          y2={places.bottom + 4}
        />
      ))}
    </>
  );
}

/** The even pace from the start of the period to its reset, and the forecast from now on. */
function PeriodLines({ view, places }: PartProps) {
  const { period } = view;
  if (period === undefined) return null;
  const { x, y } = places;
  const { forecast } = period;
  const lastIndex = view.values.findLastIndex((value) => value !== null);
  const lastAt = view.times[lastIndex];
  const lastValue = view.values[lastIndex];
  return (
    <>
      <line
        className={styles.even}
        x1={x(period.startsAt)}
        x2={x(period.resetsAt)}
        y1={y(period.evenFrom)}
        y2={y(period.evenTo)}
      />
      {forecast !== null && lastAt !== undefined && lastValue != null && (
        <line
          className={styles.forecast}
          data-early={forecast.isEarly || undefined}
          x1={x(lastAt)}
          x2={x(forecast.at)}
          y1={y(lastValue)}
          y2={y(forecast.value)}
        />
      )}
    </>
  );
}

function Point({ view, places, index, isChosen }: PartProps & { readonly index: number; readonly isChosen: boolean }) {
  const at = view.times[index];
  const value = view.values[index];
  if (at === undefined) return null;
  const x = places.x(at);
  return (
    <>
      <line
        className={styles.now}
        x1={x}
        x2={x}
        y1={places.top}
        y2={places.bottom}
        data-chosen={isChosen || undefined}
      />
      {value != null && <circle className={styles.dot} cx={x} cy={places.y(value)} r="4.5" />}
    </>
  );
}
