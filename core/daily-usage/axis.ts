/** The upper end of an axis and the distance of its lines. */
export interface Axis {
  readonly top: number;
  readonly step: number;
}

const niceSteps: readonly number[] = [1, 2, 2.5, 5, 10];

/** Three to six lines of round numbers over the largest figure; whole numbers where things are counted. */
export function niceAxis(largest: number, counted: boolean): Axis {
  if (!(largest > 0)) return { top: 1, step: 1 };
  const rough = largest / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const fitting = niceSteps.map((nice) => nice * magnitude).filter((step) => !counted || Number.isInteger(step));
  const step = fitting.find((each) => each >= rough * 0.999_999) ?? Math.max(1, Math.ceil(rough));
  return { top: step * Math.max(1, Math.ceil(largest / step - 1e-9)), step };
}

/** The lines from 0 to the top. */
export function axisLines({ top, step }: Axis): readonly number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}
