import { isolated } from '../units/text.ts';

/** The parts that are there, side by side; one that runs from right to left does not reorder the others. */
export function joined(parts: readonly (string | null)[]): string {
  const shown = parts.filter((part) => part !== null).filter((part) => part !== '');
  return shown.map((part) => isolated(part)).join(' · ');
}

/** East Asian wide and full-width ranges: such a character takes two columns of a terminal. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/gu;

/** Marks of direction, joiners and combining marks take no column. */
const without = /[\p{Mn}\p{Me}\p{Cf}]/gu;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  return [...text.replaceAll(without, '')].length + (text.match(wide)?.length ?? 0);
}

/** The widest of some texts, in columns; 0 for none. */
export function widestOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(textWidth));
}

/** Fills a text with blanks up to a number of columns. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
