import type { RatesView } from '../../core/views/settings.ts';

const mostSteps = 5;
const plainDecimal = /^\d+(\.\d+)?$/;

/**
 * Up to five rising percentages with commas, spaces or semicolons between, in full width too; an empty
 * text is none. Null: it is something else.
 */
export function parseSteps(text: string): readonly number[] | null {
  const parts = text.normalize('NFKC').split(/[\s,;、%]+/);
  const steps = parts
    .filter((part) => part !== '')
    .map((part) => (plainDecimal.test(part) ? Number(part) : Number.NaN));
  const isGood = steps.every((step, index) => step > (steps[index - 1] ?? 0) && step <= 100);
  return isGood && steps.length <= mostSteps ? steps : null;
}

/**
 * A number of 0 or more as its reader writes it, as a plain decimal: `0,92` and `1.234,5` where the
 * comma divides decimals. What does not fit the reader's marks but is a plain decimal is taken as one.
 * Null for anything else.
 */
export function parseLocalDecimal(text: string, marks: RatesView['marks']): string | null {
  const written = text.normalize('NFKC').replaceAll(/\s/g, '');
  const [whole = '', fraction, ...more] = written.split(marks.decimal);
  const digits = more.length > 0 ? null : ungrouped(whole, marks.group.normalize('NFKC').trim());
  if (digits !== null && fraction === undefined && digits !== '') return digits;
  if (digits !== null && fraction !== undefined && /^\d+$/.test(fraction)) return `${digits || '0'}.${fraction}`;
  return /^\d+(\.\d+)?$/.test(written) ? written : null;
}

/** A plain decimal with the reader's own mark before the decimals. */
export function formatLocalDecimal(decimal: string, marks: RatesView['marks']): string {
  return decimal.replace('.', marks.decimal);
}

/** Digits, also in groups: the first of at most three, the last of three, those between of two or three. */
function ungrouped(whole: string, group: string): string | null {
  const parts = group === '' ? [whole] : whole.split(group);
  const isWell = parts.every((part, index) => {
    if (parts.length === 1) return /^\d*$/.test(part);
    if (index === 0) return /^\d{1,3}$/.test(part);
    return index === parts.length - 1 ? /^\d{3}$/.test(part) : /^\d{2,3}$/.test(part);
  });
  return isWell ? parts.join('') : null;
}
