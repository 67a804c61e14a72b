import { type Said, said, saidUnknown } from '../../quota/fact.ts';
import type { PrepaidReading } from '../../quota/observation.ts';
import { parseCurrency } from '../../units/money.ts';
import { parseInstantMs } from '../../units/time.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { minorAmount, type Money, readMoney } from './read-money.ts';

/**
 * Money paid in advance, from `spend.balance` of a usage body: an amount of minor units, alone or under
 * `money`. Null, also under `money`, is unknown; undefined where it is not spoken of or not understood.
 */
export function readBalance(body: JsonRecord, odd: NoteOdd): Said<PrepaidReading> | undefined {
  const balance = asRecord(body['spend'])?.['balance'];
  if (balance === undefined) return undefined;
  const block = asRecord(balance);
  const stated = block?.['money'] === undefined ? balance : block['money'];
  if (stated === null) return saidUnknown;
  const money = readMoney(stated);
  if (money === null) odd('spend.balance');
  return money === null ? undefined : said(prepaidReading(money, null));
}

/**
 * Money paid in advance, from a body of `prepaid/credits`: `amount` in minor units with its currency,
 * else `balance.money`. The parts in it are not added up: what was once granted is not what is left
 * (S0 (d)). Null where the amount is missing, negative or no amount, or has no currency. Never throws.
 */
export function readPrepaidCredits(body: unknown): PrepaidReading | null {
  const record = asRecord(body);
  if (record === null) return null;
  const isStated = (record['amount'] ?? null) !== null;
  const money = isStated ? readAmount(record) : readMoney(asRecord(record['balance'])?.['money']);
  return money === null ? null : prepaidReading(money, parseInstantMs(record['next_expires_at'] ?? null));
}

function readAmount(record: JsonRecord): Money | null {
  const currency = parseCurrency(record['currency']);
  const amount = currency === null ? null : minorAmount(record['amount'], currency);
  return currency === null || amount === null ? null : { currency, amount };
}

function prepaidReading({ currency, amount }: Money, nextExpiresAtMs: number | null): PrepaidReading {
  return { currency, balance: amount, nextExpiresAtMs };
}
