import type { GrantReading } from '../../quota/observation.ts';
import { parseFlag } from '../../units/boolean.ts';
import type { JsonRecord } from '../json.ts';

/**
 * A credit grant as the service words it, without its age (S0-18): three flags that are flags, a whole
 * amount or none, a currency or none. Null where one of them is not as it should be.
 */
export function readOffer(info: JsonRecord): Omit<GrantReading, 'answeredAtMs'> | null {
  const [available, eligible, granted] = ['available', 'eligible', 'granted'].map((key) => parseFlag(info[key]));
  const amountMinorUnits = info['amount_minor_units'];
  const currency = info['currency'];
  if (available == null || eligible == null || granted == null) return null;
  if (!isAmount(amountMinorUnits) || !isCurrency(currency)) return null;
  return { available, eligible, granted, amountMinorUnits, currency: currency?.toUpperCase() ?? null };
}

function isAmount(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
}

function isCurrency(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && /^[A-Za-z]{3}$/.test(value));
}
