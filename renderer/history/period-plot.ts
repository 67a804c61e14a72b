import type { HistoryView } from '../../core/history/view-model.ts';

/** The measures of the chart in px, and where a time and a value are drawn. */
export interface PeriodPlaces {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  /** The first and the last time of the axis, in epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

const height = 150;
/** The room right of the axis, in px. */
const edgePx = 8;

/** Returns the room that the texts beside the axis take, in px. */
export function axisWidth(ticks: readonly { readonly text: string }[]): number {
  return Math.max(34, 8 + 7 * Math.max(0, ...ticks.map(({ text }) => text.length)));
}

/** Returns the places of a chart of this width. A chosen period reaches to its reset, any other range to now. */
export function placesOf(view: HistoryView, width: number): PeriodPlaces {
  const left = axisWidth(view.ticks);
  const right = Math.max(left + 40, width - edgePx);
  const [top, bottom] = [10, height - 22];
  const from = view.period?.startsAt ?? view.from;
  const to = Math.max(view.period?.resetsAt ?? view.to, from + 1);
  return {
    ...{ left, right, top, bottom, height, from, to },
    x: (at) => left + (right - left) * Math.min(1, Math.max(0, (at - from) / (to - from))),
    y: (value) => bottom - (bottom - top) * Math.min(1, Math.max(0, value / view.top)),
  };
}

/** Returns the line of the known figures. It is broken where nothing is known. */
export function linePath(view: HistoryView, places: PeriodPlaces): string {
  return stretches(view)
    .map((stretch) => `M${pointsOf(stretch, places)}`)
    .join('');
}

/** Returns the areas below the line. */
export function areaPath(view: HistoryView, places: PeriodPlaces): string {
  return stretches(view)
    .map((stretch) => {
      const first = places.x(stretch[0]?.at ?? 0).toFixed(1);
      const last = places.x(stretch.at(-1)?.at ?? 0).toFixed(1);
      return `M${pointsOf(stretch, places)}L${last} ${places.bottom}L${first} ${places.bottom}Z`;
    })
    .join('');
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function pointsOf(stretch: readonly Point[], { x, y }: PeriodPlaces): string {
  return stretch.map(({ at, value }) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('L');
}

/** Returns the known figures of the axis, split where nothing is known. A single figure becomes a short line. */
function stretches({ times, values, from }: HistoryView): readonly (readonly Point[])[] {
  const all: Point[][] = [[]];
  values.forEach((value, index) => {
    const at = times[index];
    if (value === null || at === undefined) all.push([]);
    else if (at >= from) all.at(-1)?.push({ at, value });
  });
  return all.filter(({ length }) => length > 0);
}

/** Returns the figure that is nearest to a place of the pointer. */
export function nearestIndex({ times }: HistoryView, { x }: PeriodPlaces, pointerX: number): number {
  let best = 0;
  times.forEach((at, index) => {
    if (Math.abs(x(at) - pointerX) < Math.abs(x(times[best] ?? 0) - pointerX)) best = index;
  });
  return best;
}

const hour = 3600;
const day = 24 * hour;

/** Returns the words below the axis: clock times up to two days, weekdays up to ten, dates beyond. */
export function axisMarks(
  view: HistoryView,
  places: PeriodPlaces,
): readonly { readonly x: number; readonly text: string }[] {
  const span = places.to - places.from;
  const room = Math.max(2, Math.floor((places.right - places.left) / 48));
  const step = [hour, 2 * hour, 4 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day].find(
    (each) => span / each <= room,
  );
  if (step === undefined) return [];
  const format = new Intl.DateTimeFormat(view.locale, { timeZone: view.timeZone, ...formatOf(span, step) });
  const offset = offsetSeconds(places.from, view.timeZone);
  const first = Math.ceil((places.from + offset) / step) * step - offset;
  const marks: { readonly x: number; readonly text: string }[] = [];
  for (let at = first; at <= places.to; at += step) {
    const x = places.x(at);
    const text = format.format(at * 1000);
    // The chart ends a little right of its axis, and a word that does not fit there would be cut off.
    const halfPx = (text.length * 6.5) / 2;
    if (x > places.left + 12 && x + halfPx < places.right + edgePx) marks.push({ x, text });
  }
  return marks;
}

function formatOf(span: number, step: number): Intl.DateTimeFormatOptions {
  if (step < day) return { hour: 'numeric', minute: '2-digit' };
  return span <= 10 * day ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
}

/** Returns how far the clocks of a time zone are ahead of UTC, so that marks stand on whole hours and midnights. */
function offsetSeconds(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at * 1000);
  const get = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'));
  return Math.round((local - at * 1000) / 900_000) * 900;
}

/** Returns a time as text: the clock time, with the weekday if the range is longer than a day. */
export function momentText(at: number, view: HistoryView): string {
  const isLong = view.to - view.from > day;
  return new Intl.DateTimeFormat(view.locale, {
    timeZone: view.timeZone,
    hour: 'numeric',
    minute: '2-digit',
    ...(isLong ? { weekday: 'short', day: 'numeric', month: 'short' } : {}),
  }).format(at * 1000);
}
