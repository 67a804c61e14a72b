import { leftPercent } from './account-use.ts';
import type { WindowSnapshot } from './schema.ts';

/** The level of a limit: four steps, and `unknown` for a figure that is not known. */
export type MeterLevel = 'fine' | 'low' | 'critical' | 'used-up' | 'unknown';

/**
 * Returns the level of a limit that is not used up: the worse of its step and its pace. A limit that probably runs out
 * before its reset is low, however much is left. Panel, menu, icon, terminal and settings use this level.
 *
 * @param step The step of the user that the used percentage has reached; null: none.
 * @param pace How fast the limit is used; null: unknown.
 */
export function levelOf(
  step: WindowSnapshot['warning'],
  pace: Pick<NonNullable<WindowSnapshot['pace']>, 'exhaustsAt'> | null,
): 'fine' | 'low' | 'critical' {
  if (step === 'critical') return 'critical';
  return step === 'warning' || (pace !== null && pace.exhaustsAt !== null) ? 'low' : 'fine';
}

/** Returns the level of a limit of an account. */
export function windowLevel(window: WindowSnapshot): MeterLevel {
  return meterLevel(leftPercent(window), window.warning, window.state === 'open' ? window.pace : null);
}

/**
 * Returns the level of any figure with a limit. Used up means that nothing is left.
 *
 * @param pace Left out: a figure without a pace, such as a spend limit.
 */
export function meterLevel(
  remainingPercent: number | null,
  step: WindowSnapshot['warning'],
  pace: WindowSnapshot['pace'] = null,
): MeterLevel {
  if (remainingPercent === null) return 'unknown';
  return remainingPercent <= 0 ? 'used-up' : levelOf(step, pace);
}

const ranks: Readonly<Record<MeterLevel, number>> = { 'used-up': 4, critical: 3, low: 2, fine: 1, unknown: 0 };

/** Compares two levels, the worse one first. An unknown level comes last. */
export function byLevel(one: MeterLevel, other: MeterLevel): number {
  return ranks[other] - ranks[one];
}
