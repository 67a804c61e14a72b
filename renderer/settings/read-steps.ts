const mostSteps = 5;
const plainDecimal = /^\d+(\.\d+)?$/;

/**
 * Up to five rising percentages with commas, spaces or semicolons between, in full width too; an empty
 * text is none. Null: it is something else.
 */
export function readSteps(text: string): readonly number[] | null {
  const parts = text.normalize('NFKC').split(/[\s,;、%]+/);
  const steps = parts
    .filter((part) => part !== '')
    .map((part) => (plainDecimal.test(part) ? Number(part) : Number.NaN));
  const isGood = steps.every((step, index) => step > (steps[index - 1] ?? 0) && step <= 100);
  return isGood && steps.length <= mostSteps ? steps : null;
}
