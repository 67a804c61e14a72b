import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { UsageChartView } from '../../core/daily-usage/view-model.ts';
import { ChartFrame, placeAfterKey } from '../components/ChartFrame.tsx';
import { useTranslate } from '../hooks/window-context.ts';
import type { UiTranslate } from '../i18n/catalogue.ts';
import { UsageBars } from './UsageBars.tsx';
import styles from './UsageChart.module.css';
import { UsagePatterns } from './UsagePatterns.tsx';
import { UsageReadout } from './UsageReadout.tsx';
import { dayAt, measureOf, plotTop } from './plot.ts';
import { useWidth } from './use-width.ts';

/**
 * Stacked bars, one per day. The pointer or the arrow keys choose a day, whose figures stand above the bars.
 * After a key, the screen reader announces them.
 */
export function UsageChart({ chart }: { readonly chart: UsageChartView }) {
  const t = useTranslate();
  const patternId = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const last = chart.days.length - 1;
  const [chosen, setChosen] = useState(last);
  const [spoken, setSpoken] = useState('');
  const plot = measureOf(width, chart);
  const index = Math.min(chosen, last);
  const day = chart.days[index];
  if (day === undefined) return null;

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = placeAfterKey(event.key, index, last);
    if (next === null) return;
    event.preventDefault();
    setChosen(next);
    const to = chart.days[next];
    if (to !== undefined) setSpoken(spokenDay(to, chart.unit, t));
  };
  const onPointer = (event: PointerEvent<SVGSVGElement>): void => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const pointed = dayAt(plot, event.clientX - left, chart.days.length);
    if (pointed !== null) setChosen(pointed);
  };

  return (
    <div>
      <UsageReadout day={day} unit={chart.unit} />
      <ChartFrame
        ref={box}
        width={plot.width}
        height={plot.height}
        kind={t('ui.usage.chart')}
        label={chart.summary}
        keys={t('ui.usage.keys')}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
      >
        <UsagePatterns id={patternId} />
        {chart.ticks.map(({ at, text }) => {
          const y = plot.bottom - at * (plot.bottom - plotTop);
          return (
            <g key={text}>
              <line
                className={styles.grid}
                x1={plot.left}
                x2={plot.right}
                y1={y}
                y2={y}
                data-base={at === 0 || undefined}
              />
              <text x={plot.left - 6} y={y + 4} textAnchor="end">
                {text}
              </text>
            </g>
          );
        })}
        <UsageBars chart={chart} plot={plot} chosen={index} patternId={patternId} />
      </ChartFrame>
      <p className="visually-hidden" aria-live="polite" data-readout="">
        {spoken}
      </p>
    </div>
  );
}

function spokenDay(
  { name, known, total, figures }: UsageChartView['days'][number],
  unit: string,
  t: UiTranslate,
): string {
  if (!known) return t('ui.text.labelled', { label: name, text: t('ui.usage.unknown-day') });
  const whole = t('ui.text.labelled', { label: name, text: t('ui.text.amount', { amount: total, unit }) });
  return figures.reduce((first, figure) => {
    const second = t('ui.text.labelled', { label: figure.name, text: figure.total });
    return t('ui.text.pair', { first, second });
  }, whole);
}
