import type { RatesView } from '../../core/views/settings.ts';

const mostSteps = 5;
const plainDecimal = /^\d+(\.\d+)?$/;

/**
 * Parses up to five rising percentages, separated by commas, spaces or semicolons, full-width ones too. An empty
 * text gives none. Returns null for any other text.
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
