import type { CSSProperties } from 'react';
import type { ListSection } from './list-model.ts';

/** The widths of a letter of a figure (13 px, strong) and of a time (12 px), in px. A wide script takes about twice that. */
const letterPx = { figure: 8.2, time: 7 } as const;
const [leastFigurePx, leastTimePx, mostPx] = [48, 54, 96] as const;

/**
 * Returns the widths of the two columns at the end of compact rows, as custom properties. All rows have the same ones, so
 * that a long time, such as `Sat 10:13 PM`, does not push the bars of its row out of their column.
 */
export function compactColumns(sections: readonly Pick<ListSection, 'rows'>[]): CSSProperties {
  const rows = sections.flatMap((section) => section.rows);
  const widest = (texts: readonly (string | null)[], onePx: number, leastPx: number): string => {
    const px = texts.reduce((most, text) => Math.max(most, text === null ? 0 : widthOf(text) * onePx), leastPx);
    return `${Math.ceil(Math.min(mostPx, px))}px`;
  };
  return {
    '--figure-column': widest(
      rows.map(({ figure }) => figure),
      letterPx.figure,
      leastFigurePx,
    ),
    '--time-column': widest(
      rows.map(({ time }) => time),
      letterPx.time,
      leastTimePx,
    ),
  } as CSSProperties;
}

/** Returns the width of a text in letters. A blank and a mark are narrow, a letter of a wide script is wide. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, letter) => sum + (/[\s:.,·]/u.test(letter) ? 0.5 : /[\u2e80-\uffef]/u.test(letter) ? 1.7 : 1),
    0,
  );
}
