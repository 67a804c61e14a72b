import type { UsageChartView } from '../../core/daily-usage/view-model.ts';
import styles from './UsageBars.module.css';
import { dayMiddle, type Plot, plotTop } from './plot.ts';

export interface UsageBarsProps {
  readonly chart: UsageChartView;
  readonly plot: Plot;
  readonly chosen: number;
  readonly patternId: string;
}

const edgeRoom = 22;

/** A stacked bar for each day, a dot for a day without data, and the date below some days. */
export function UsageBars({ chart, plot, chosen, patternId }: UsageBarsProps) {
  const scale = plot.bottom - plotTop;
  return (
    <>
      <rect className={styles.chosen} x={plot.left + chosen * plot.step} y={plotTop} width={plot.step} height={scale} />
      {chart.days.map((day, index) => {
        const middle = dayMiddle(plot, index);
        const x = middle - plot.barWidth / 2;
        return (
          <g key={day.date}>
            {day.parts.map(({ series, from, to }) => {
              const shape = {
                x,
                y: plot.bottom - to * scale,
                width: plot.barWidth,
                height: Math.max(0.75, (to - from) * scale - (from > 0 ? 0.75 : 0)),
              };
              return (
                <g key={series}>
                  <rect className={styles.part} data-series={series} {...shape} />
                  {series > 0 && <rect fill={`url(#${patternId}-${series})`} {...shape} />}
                </g>
              );
            })}
            {!day.known && (
              <circle className={styles.unknown} cx={middle} cy={plot.bottom - 5} r={Math.min(2, plot.step / 3)} />
            )}
            {day.axisText !== null && (
              <text
                className={styles.date}
                x={Math.min(middle, plot.right - edgeRoom)}
                y={plot.height - 4}
                textAnchor="middle"
              >
                {day.axisText}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}
