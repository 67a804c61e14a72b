/** The figures of an axis from 0 up, at most six of them, the last one not below the largest figure drawn. */
export function tickValues(unit: 'percent' | 'amount', largest: number): readonly number[] {
  if (unit === 'percent' && largest <= 100) return [0, 25, 50, 75, 100];
  if (!(largest > 0)) return [0, 1];
  const roughly = largest / 4;
  const power = 10 ** Math.floor(Math.log10(roughly));
  const step = ([1, 2, 5, 10].find((each) => each * power >= roughly) ?? 10) * power;
  return Array.from({ length: Math.ceil(largest / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)));
}
