import type { Judgement } from '../accounts/judgement.ts';
import { currentValue } from '../quota/fact.ts';
import type { Facts } from '../quota/facts.ts';
import { toIso } from '../units/time.ts';
import type { AccountSnapshot } from './schema.ts';

/** Sessions of all devices of the key; what the service no longer knows is not shown. */
export function concurrencySnapshot(
  { concurrency }: Facts,
  isStale: Judgement['isStale'],
): AccountSnapshot['concurrency'] {
  const reading = currentValue(concurrency);
  return reading === null ? null : { ...reading, stale: isStale(concurrency) };
}

/** What a relay has left for an install. A reset that is over says nothing of the next one. */
export function ledgerSnapshot(
  { ledger }: Facts,
  isStale: Judgement['isStale'],
  nowMs: number,
): AccountSnapshot['ledger'] {
  const reading = currentValue(ledger);
  if (reading === null) return null;
  const { remaining, capped, geminiRemaining, tier, lastCharge, resetsAtMs } = reading;
  return {
    remaining,
    capped: capped ?? 'unknown',
    geminiRemaining,
    tier,
    lastCharge,
    resetsAt: resetsAtMs === null || resetsAtMs <= nowMs ? null : toIso(resetsAtMs),
    stale: isStale(ledger),
  };
}

/** How the service serves the account now; a wait that is over is none. */
export function serviceSnapshot(
  { service }: Facts,
  isStale: Judgement['isStale'],
  nowMs: number,
): AccountSnapshot['service'] {
  const reading = currentValue(service);
  if (reading === null) return null;
  const { mode, boxedUntilMs, reason, isLow } = reading;
  const isBoxed = boxedUntilMs !== null && boxedUntilMs > nowMs;
  return {
    mode,
    waits: isBoxed || (isLow === true && boxedUntilMs === null),
    waitsUntil: isBoxed ? toIso(boxedUntilMs) : null,
    reason,
    asOf: service.said === null ? null : toIso(service.said.asOfMs),
    stale: isStale(service) && !isBoxed,
  };
}
