import type { ParseResult } from '../../../core/providers/provider.ts';
import { parseMoney, parseResult } from '../../../core/providers/parse.ts';
import { asRecord } from '../../../core/units/json.ts';
import { statedValue } from '../../../core/usage/fact.ts';

/** Reads `{"credit": {"left": "12.5"}}`: dollars paid in advance. Never throws. */
export function readBalance(body: unknown, asOfMs: number): ParseResult {
  const left = asRecord(asRecord(body)?.['credit'])?.['left'];
  const balance = parseMoney(left, 'USD');
  if (balance === null) return parseResult(body, asOfMs, {}, ['credit.left']);
  return parseResult(body, asOfMs, { prepaid: statedValue({ currency: 'USD', balance, nextExpiresAtMs: null }) }, []);
}
