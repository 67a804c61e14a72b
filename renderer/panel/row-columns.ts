import type { CSSProperties } from 'react';
import type { ListSection } from './list-model.ts';

/** The widths of a letter of a figure (13 px, strong) and of a time (12 px), in px. A wide script takes about twice that. */
const letterPx = { figure: 8.2, time: 7.4 } as const;
const [leastFigurePx, leastTimePx, leastEndPx, mostPx] = [48, 54, 58, 96] as const;

/**
 * Returns the widths of the columns at the end of the rows, as custom properties: compact rows have one for the figure and
 * one for the time, other rows one for both. All rows have the same ones, so that a long time, such as `Sat 10:13 PM`, does
 * not push the bars of its row out of their column.
 */
export function rowColumns(sections: readonly Pick<ListSection, 'rows'>[]): CSSProperties {
  const rows = sections.flatMap((section) => section.rows);
  const widest = (texts: readonly (string | null)[], onePx: number): number =>
    texts.reduce((most, text) => Math.max(most, text === null ? 0 : widthOf(text) * onePx), 0);
  const figurePx = widest(
    rows.map(({ figure }) => figure),
    letterPx.figure,
  );
  const timePx = widest(
    rows.map(({ time }) => time),
    letterPx.time,
  );
  const within = (px: number, leastPx: number): string => `${Math.ceil(Math.min(mostPx, Math.max(leastPx, px)))}px`;
  return {
    '--figure-column': within(figurePx, leastFigurePx),
    '--time-column': within(timePx, leastTimePx),
    '--end-column': within(Math.max(figurePx, timePx), leastEndPx),
  } as CSSProperties;
}

/** Returns the width of a text in letters. A blank and a mark are narrow, a letter of a wide script is wide. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, letter) => sum + (/[\s:.,·]/u.test(letter) ? 0.5 : /[\u2e80-\uffef]/u.test(letter) ? 1.7 : 1),
    0,
  );
}
