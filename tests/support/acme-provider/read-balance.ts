import type { ReadResult } from '../../../core/providers/provider.ts';
import { moneyOf, resultOf } from '../../../core/providers/parse.ts';
import { asRecord } from '../../../core/providers/json.ts';
import { said } from '../../../core/quota/fact.ts';

/** Reads `{"credit": {"left": "12.5"}}`: dollars paid in advance. Never throws. */
export function readBalance(body: unknown, asOfMs: number): ReadResult {
  const left = asRecord(asRecord(body)?.['credit'])?.['left'];
  const balance = moneyOf(left, 'USD');
  if (balance === null) return resultOf(body, asOfMs, {}, ['credit.left']);
  return resultOf(body, asOfMs, { prepaid: said({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}
