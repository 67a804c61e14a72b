import type { Reader } from '../i18n/translate.ts';
import { asOfText, clockTime } from '../text/times.ts';
import { convertedText } from './converted-words.ts';
import type { FactWords } from './fact-words.ts';
import { moneyText } from '../text/numbers.ts';
import { joined } from '../text/layout.ts';
import type { PrepaidSnapshot } from './schema.ts';

/** Money paid in advance, with the first expiry of a part of it; an old balance says how old it is. */
export function prepaidWords(prepaid: PrepaidSnapshot | null, reader: Reader, nowMs: number): FactWords | null {
  if (prepaid === null) return null;
  const { t } = reader;
  const { balance, currency, converted, nextExpiresAt, further, spent, asOf, stale } = prepaid;
  const text = joined([
    moneyText(balance, currency, reader),
    convertedText(converted, balance, reader, nowMs),
    ...further.map((amount) => moneyText(amount.balance, amount.currency, reader)),
    nextExpiresAt === null ? null : t('prepaid.expires', { time: clockTime(Date.parse(nextExpiresAt), nowMs, reader) }),
    spent ? t('prepaid.spent') : null,
    stale ? asOfText(asOf, reader, nowMs) : null,
  ]);
  return { id: 'prepaid', name: t('prepaid.name'), text, attention: spent && !stale, stale, bar: null, converted };
}
