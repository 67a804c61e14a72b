import type { HistoryRange } from './view-model.ts';

const hourMs = 3_600_000;

interface Stretch {
  readonly lengthMs: number;
  /** One row of the table. */
  readonly rowMs: number;
}

const stretches: Readonly<Record<Exclude<HistoryRange, 'period'>, Stretch>> = {
  hours: { lengthMs: 5 * hourMs, rowMs: hourMs / 4 },
  day: { lengthMs: 24 * hourMs, rowMs: hourMs },
  week: { lengthMs: 168 * hourMs, rowMs: 6 * hourMs },
  month: { lengthMs: 720 * hourMs, rowMs: 24 * hourMs },
};

/**
 * The stretch of time of a range that ends now. The present period begins with the window; where that is
 * not known it is the last day.
 */
export function stretchOf(
  range: HistoryRange,
  periodFromMs: number | null,
  nowMs: number,
): { readonly fromMs: number; readonly rowMs: number } {
  if (range !== 'period') {
    const { lengthMs, rowMs } = stretches[range];
    return { fromMs: nowMs - lengthMs, rowMs };
  }
  const lengthMs = periodFromMs === null || periodFromMs >= nowMs ? stretches.day.lengthMs : nowMs - periodFromMs;
  const all = Object.values(stretches);
  const rowMs = (all.find((each) => each.lengthMs >= lengthMs) ?? stretches.month).rowMs;
  return { fromMs: nowMs - lengthMs, rowMs };
}
