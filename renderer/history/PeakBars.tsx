import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { PeaksView } from '../../core/views/page-model.ts';
import { CardHead } from '../components/CardHead.tsx';
import { ChartFrame, placeAfterKey } from '../components/ChartFrame.tsx';
import { Segments } from '../components/Segments.tsx';
import { usePeaks } from '../hooks/account-pages.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { useWidth } from '../usage/use-width.ts';
import { axisWidth } from './period-plot.ts';
import styles from './PeakBars.module.css';

interface PeakBarsProps {
  readonly accountId: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

const [top, bottom, height] = [24, 100, 120] as const;

const ranges = ['month', 'year'] as const;

/** The fullest period of each day or week as bars. From 90 % on, a bar is striped. A day without a reading has a dot. */
export function PeakBars({ accountId, choices }: PeakBarsProps) {
  const t = useTranslate();
  const [windowId, setWindowId] = useState(choices[0]?.id ?? '');
  const [range, setRange] = useState<PeaksView['range']>('month');
  const asked = usePeaks(accountId, windowId, range);
  if (asked.status !== 'ready') return null;
  const view = asked.value;
  return (
    <section className={styles.card} aria-label={view.title}>
      <CardHead level={3} title={view.title}>
        {choices.length > 1 && choices.length <= 3 && (
          <Segments label={t('ui.history.window')} options={choices} chosen={windowId} onChoose={setWindowId} />
        )}
        <Segments
          label={t('ui.history.range')}
          options={ranges.map((id) => ({ id, label: t(`ui.history.range-${id}`) }))}
          chosen={range}
          onChoose={setRange}
        />
      </CardHead>
      <Bars view={view} />
      <p className={styles.note}>{view.summary}</p>
    </section>
  );
}

function Bars({ view }: { readonly view: PeaksView }) {
  const t = useTranslate();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [chosen, setChosen] = useState<number | null>(null);
  const { days } = view;
  const left = axisWidth(view.ticks);
  const right = Math.max(left + 40, width - 8);
  const slot = (right - left) / Math.max(1, days.length);
  const last = days.length - 1;
  const read = chosen === null ? undefined : days[Math.min(chosen, last)];

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = chosen ?? last + 1;
    const next = placeAfterKey(event.key, at, last);
    if (next === null) return;
    event.preventDefault();
    setChosen(next);
  };
  const onPointer = (event: PointerEvent<SVGSVGElement>): void => {
    const at = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - left) / slot);
    setChosen(at >= 0 && at <= last ? at : null);
  };
  return (
    <>
      <p className={styles.read} aria-live="polite">
        {read?.text ?? ' '}
      </p>
      <ChartFrame
        ref={box}
        width={width}
        height={height}
        kind={t('ui.usage.chart')}
        label={view.summary}
        keys={t('ui.usage.keys')}
        onKeyDown={onKeyDown}
        onPointerMove={onPointer}
        onPointerLeave={() => setChosen(null)}
      >
        <text x={left} y={top - 12}>
          {view.axisText}
        </text>
        {view.ticks.map(({ percent, text }) => {
          const y = bottom - ((bottom - top) * percent) / 100;
          return (
            <g key={percent}>
              <line className={styles.grid} x1={left} x2={right} y1={y} y2={y} />
              <text x={left - 6} y={y + 4} textAnchor="end">
                {text}
              </text>
            </g>
          );
        })}
        {days.map(({ day, usedPercent, isFull }, index) => {
          const x = left + index * slot;
          const barHeight = ((bottom - top) * (usedPercent ?? 0)) / 100;
          return usedPercent === null ? (
            <circle key={day} className={styles.none} cx={x + slot / 2} cy={bottom - 2} r="1" />
          ) : (
            <rect
              key={day}
              className={styles.bar}
              data-full={isFull || undefined}
              data-chosen={index === chosen || undefined}
              x={x + slot * 0.12}
              y={bottom - Math.max(1, barHeight)}
              width={slot * 0.76}
              height={Math.max(1, barHeight)}
              rx={Math.min(1.5, slot / 4)}
            />
          );
        })}
        <text x={left} y={height - 4}>
          {view.fromText}
        </text>
        <text x={right} y={height - 4} textAnchor="end">
          {view.toText}
        </text>
      </ChartFrame>
    </>
  );
}
