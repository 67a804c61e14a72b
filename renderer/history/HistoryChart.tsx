import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { HistoryView } from '../../core/history/view-model.ts';
import { useTranslate } from '../hooks/window-context.ts';
import { useWidth } from '../usage/use-width.ts';
import { type ChartColours, chartColours, momentText, onColoursChanged, plotOptions } from './plot-options.ts';
import { type Extent, stepOf } from './chart-keys.ts';
import styles from './HistoryChart.module.css';

/**
 * The line over time. The pointer or the arrow keys choose a figure, which stands above the chart. Dragging, or
 * plus and minus, zoom. After a key, the screen reader announces the figure.
 */
export function HistoryChart({ view }: { readonly view: HistoryView }) {
  const t = useTranslate();
  const keysId = useId();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const width = useWidth(box);
  const whole: Extent = { from: view.from, to: view.to };
  const [chosen, setChosen] = useState(lastKnown(view));
  const [spoken, setSpoken] = useState('');
  const extent = useRef<Extent>(whole);
  const [colours, setColours] = useState<ChartColours | null>(null);
  useEffect(() => {
    const read = (): void => setColours(box.current === null ? null : chartColours(box.current));
    read();
    return onColoursChanged(read);
  }, []);

  useEffect(() => {
    const element = box.current;
    // Without a canvas, the readout and the table still show all figures.
    if (element === null || colours === null || document.createElement('canvas').getContext('2d') === null)
      return undefined;
    const options = plotOptions(view, width, colours);
    const made = new uPlot(
      {
        ...options,
        hooks: {
          ...options.hooks,
          setCursor: [({ cursor }) => cursor.idx != null && setChosen(cursor.idx)],
          setScale: [
            ({ scales }, scale) => {
              if (scale === 'x')
                extent.current = { from: scales['x']?.min ?? view.from, to: scales['x']?.max ?? view.to };
            },
          ],
        },
      },
      [[...view.times], [...view.values]],
      element,
    );
    plot.current = made;
    show(made, extent.current);
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [view, width, colours]);

  const index = Math.min(chosen, view.times.length - 1);
  const spokenText = (at: number): string => `${momentText(view.times[at] ?? 0, view)}: ${view.texts[at] ?? ''}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, event.shiftKey, index, view.times, extent.current, whole);
    if (step === null) return;
    event.preventDefault();
    if (step.kind === 'choose') {
      setChosen(step.index);
      setSpoken(spokenText(step.index));
      plot.current?.setCursor({ left: plot.current.valToPos(view.times[step.index] ?? 0, 'x'), top: 0 }, false);
    } else {
      extent.current = step.extent;
      if (plot.current !== null) show(plot.current, step.extent);
      setSpoken(
        t('ui.history.shows', { from: momentText(step.extent.from, view), to: momentText(step.extent.to, view) }),
      );
    }
  };

  return (
    <div>
      <p className={styles.readout}>
        <span>{momentText(view.times[index] ?? view.to, view)}</span>
        <span className={styles.figure}>{view.texts[index]}</span>
      </p>
      <div
        ref={box}
        className={styles.chart}
        role="application"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keys are answered here
        tabIndex={0}
        aria-roledescription={t('ui.history.chart')}
        aria-label={view.summary}
        aria-describedby={keysId}
        onKeyDown={onKeyDown}
      />
      <p id={keysId} className="visually-hidden">
        {t('ui.history.keys')}
      </p>
      <p className="visually-hidden" aria-live="polite" data-readout="">
        {spoken}
      </p>
    </div>
  );
}

function show(plot: uPlot, { from, to }: Extent): void {
  plot.setScale('x', { min: from, max: to });
}

function lastKnown({ values }: HistoryView): number {
  const index = values.findLastIndex((value) => value !== null);
  return Math.max(0, index);
}
