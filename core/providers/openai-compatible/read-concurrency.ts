import { type Said, said } from '../../quota/fact.ts';
import type { ConcurrencyReading } from '../../quota/observation.ts';
import { parseCount } from '../../units/number.ts';
import { asRecord, type JsonRecord, type NoteOdd } from '../json.ts';
import { concurrentSessions } from './concurrent-sessions.ts';

/**
 * Sessions of all devices of the key and their limits; undefined where the answer names none of them. A
 * count above the hard cap is kept as it is: it means full (S2-20).
 */
export function readConcurrency(body: JsonRecord, odd: NoteOdd): Said<ConcurrencyReading> | undefined {
  const limits = asRecord(asRecord(body['limits'])?.['concurrency']);
  const stated = asRecord(body['usage'])?.['concurrent_sessions'] ?? null;
  const current = concurrentSessions(body) ?? null;
  if (stated !== null && current === null) odd('usage.concurrent_sessions');
  const limitOf = (key: string): number | null => {
    const value = limits?.[key] ?? null;
    const count = parseCount(value);
    if (value !== null && count === null) odd(`limits.concurrency.${key}`);
    return count;
  };
  const [limit, hardCap] = [limitOf('limit'), limitOf('hard_cap')];
  return current === null && limit === null && hardCap === null ? undefined : said({ current, limit, hardCap });
}
