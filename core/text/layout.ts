import { isolated } from '../units/text.ts';

/**
 * Joins the parts that are neither null nor empty with ` · `. Right-to-left text in one part does not reorder the other
 * parts.
 */
export function joinWithDot(parts: readonly (string | null)[]): string {
  const shown = parts.filter((part) => part !== null).filter((part) => part !== '');
  return shown.map((part) => isolated(part)).join(' · ');
}
