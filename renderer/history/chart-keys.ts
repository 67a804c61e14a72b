/** The period that a chart shows, in epoch seconds. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export type ChartStep =
  | { readonly kind: 'choose'; readonly index: number }
  | { readonly kind: 'show'; readonly extent: Extent };

const shortest = 600;

/**
 * Returns what a key does in the chart, or null for a key without a function. Arrows go from figure to figure,
 * with Shift they move the period. Plus and minus zoom around the chosen figure, 0 shows all. Home and End go to
 * the first and the last figure.
 */
export function stepOf(
  key: string,
  shift: boolean,
  chosen: number,
  times: readonly number[],
  shown: Extent,
  whole: Extent,
): ChartStep | null {
  const last = times.length - 1;
  const length = shown.to - shown.from;
  switch (key) {
    case 'ArrowLeft':
      return shift ? show(moved(shown, -length / 4, whole)) : { kind: 'choose', index: Math.max(0, chosen - 1) };
    case 'ArrowRight':
      return shift ? show(moved(shown, length / 4, whole)) : { kind: 'choose', index: Math.min(last, chosen + 1) };
    case 'Home':
      return { kind: 'choose', index: 0 };
    case 'End':
      return { kind: 'choose', index: last };
    case '+':
    case '=':
      return show(zoomed(shown, times[chosen], 0.5, whole));
    case '-':
      return show(zoomed(shown, times[chosen], 2, whole));
    case '0':
      return show(whole);
    default:
      return null;
  }
}

function show(extent: Extent): ChartStep {
  return { kind: 'show', extent };
}

function moved({ from, to }: Extent, by: number, whole: Extent): Extent {
  const within = Math.max(whole.from - from, Math.min(whole.to - to, by));
  return { from: from + within, to: to + within };
}

function zoomed({ from, to }: Extent, around: number | undefined, factor: number, whole: Extent): Extent {
  const length = Math.min(whole.to - whole.from, Math.max(shortest, (to - from) * factor));
  const isInside = around !== undefined && around >= from && around <= to;
  const middle = isInside ? around : (from + to) / 2;
  const share = (middle - from) / Math.max(1, to - from);
  const next = middle - share * length;
  return moved({ from: next, to: next + length }, 0, whole);
}
