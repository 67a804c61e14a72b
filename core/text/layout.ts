import { isolated } from '../units/text.ts';

/** The parts that are there, side by side; one that runs from right to left does not reorder the others. */
export function joinWithDot(parts: readonly (string | null)[]): string {
  const shown = parts.filter((part) => part !== null).filter((part) => part !== '');
  return shown.map((part) => isolated(part)).join(' · ');
}
