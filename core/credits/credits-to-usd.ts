import type { DecimalString } from '../units/decimal.ts';
import { divideDecimals } from '../units/money.ts';

/** An estimate in dollars with two decimals; null where dollars are hidden (rate 0, S1-34). */
export function creditsToUsd(credits: DecimalString, creditsPerUsd: number): string | null {
  return creditsPerUsd > 0 ? divideDecimals(credits, String(creditsPerUsd), 2) : null;
}
