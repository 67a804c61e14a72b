import type { Settings } from '../../core/settings/settings.ts';
import type { RatesView } from '../../core/views/settings.ts';

/** The side of a limit that the user sees: what is left, or what is used. */
export type ShownSide = Settings['meterShows'];

const mostSteps = 5;
const plainDecimal = /^\d+(\.\d+)?$/;

/** Returns steps in percent used as the user sees them: used steps rise, and steps of what is left fall. */
export function shownSteps(usedPercents: readonly number[], side: ShownSide): readonly number[] {
  return side === 'used' ? usedPercents : usedPercents.map(otherSide);
}

/** Returns steps in percent used as a text for a field, on the side that the user sees: `80, 95` or `20, 5`. */
export function formatSteps(usedPercents: readonly number[], side: ShownSide): string {
  return shownSteps(usedPercents, side).join(', ');
}

/**
 * Parses up to five percentages on the side that the user sees, separated by commas, spaces or semicolons, full-width ones
 * too, and returns them in percent used. Used ones must rise and those of what is left must fall, so that a list for the
 * other side is refused. An empty text gives none. Returns null for any other text.
 */
export function parseSteps(text: string, side: ShownSide): readonly number[] | null {
  const parts = text.normalize('NFKC').split(/[\s,;、،%٪]+/);
  const written = parts
    .filter((part) => part !== '')
    .map((part) => (plainDecimal.test(part) ? Number(part) : Number.NaN));
  const used = shownSteps(written, side);
  const isGood = used.every((step, index) => step > (used[index - 1] ?? 0) && step <= 100);
  return isGood && used.length <= mostSteps ? used : null;
}

/** Returns the rest to 100 %, without the rounding error of a subtraction. */
function otherSide(percent: number): number {
  return Number((100 - percent).toFixed(6));
}

/**
 * Parses a number of 0 or more as the user's locale writes it, for example `0,92` and `1.234,5`, and returns it as
 * a plain decimal. Accepts a plain decimal too. Returns null for any other text.
 */
export function parseLocalDecimal(text: string, marks: RatesView['marks']): string | null {
  const written = text.normalize('NFKC').replaceAll(/\s/g, '');
  const [whole = '', fraction, ...more] = written.split(marks.decimal);
  const digits = more.length > 0 ? null : ungrouped(whole, marks.group.normalize('NFKC').trim());
  if (digits !== null && fraction === undefined && digits !== '') return digits;
  if (digits !== null && fraction !== undefined && /^\d+$/.test(fraction)) return `${digits || '0'}.${fraction}`;
  return /^\d+(\.\d+)?$/.test(written) ? written : null;
}

/** Returns a plain decimal with the decimal mark of the user's locale. */
export function formatLocalDecimal(decimal: string, marks: RatesView['marks']): string {
  return decimal.replace('.', marks.decimal);
}

/** Returns digits without group marks; null for wrong groups. The first has at most three digits, the last three, others two or three. */
function ungrouped(whole: string, group: string): string | null {
  const parts = group === '' ? [whole] : whole.split(group);
  const isWell = parts.every((part, index) => {
    if (parts.length === 1) return /^\d*$/.test(part);
    if (index === 0) return /^\d{1,3}$/.test(part);
    return index === parts.length - 1 ? /^\d{3}$/.test(part) : /^\d{2,3}$/.test(part);
  });
  return isWell ? parts.join('') : null;
}
