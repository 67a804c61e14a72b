import { describe, expect, it } from 'vitest';
import { statedValue, statedUnknown } from '../../../../core/usage/fact.ts';
import { noShape, type Observation, type SpendReading } from '../../../../core/usage/observation.ts';
import { clockOffsetMs, onLocalClock } from '../../../../core/usage/observation-times.ts';

const nowMs = 1_795_300_000_000;
const minuteMs = 60_000;

describe('the clock of a service', () => {
  it.each([
    [undefined, 0],
    [nowMs, 0],
    [nowMs + minuteMs - 1, 0],
    [nowMs - minuteMs + 1, 0],
    [nowMs + minuteMs, minuteMs],
    [nowMs - minuteMs, -minuteMs],
    [nowMs + 40 * minuteMs, 40 * minuteMs],
  ])('that says %j is %j ms ahead of ours', (serverMs, offsetMs) => {
    expect(clockOffsetMs(serverMs, nowMs)).toBe(offsetMs);
  });

  const spend = (resetsAtMs: number | null): SpendReading => ({
    unit: 'money',
    currency: 'EUR',
    used: '1.00',
    limit: '9.00',
    remaining: '8.00',
    scope: 'individual',
    resetsAtMs,
  });
  /** Everything that holds a time, each some minutes after `nowMs`, on a clock that is so far ahead. */
  const observationAt = (offsetMs: number): Observation => {
    const at = (minutes: number): number => nowMs + minutes * minuteMs + offsetMs;
    return {
      source: 'poll',
      asOfMs: at(0),
      plan: statedValue('pro'),
      windows: {
        complete: true,
        items: [
          { id: 'session', shape: noShape, usedPercent: statedValue(5), resetsAtMs: statedValue(at(1)) },
          { id: 'weekly', shape: noShape, resetsAtMs: statedUnknown },
          { id: '30d', shape: noShape, usedPercent: statedValue(7) },
        ],
      },
      spend: statedValue(spend(at(2))),
      spendLimits: statedValue([spend(at(3)), spend(null)]),
      monthlySpend: statedValue(spend(at(4))),
      prepaid: statedValue({ currency: 'EUR', balance: '3.00', nextExpiresAtMs: at(5) }),
      resetCredits: statedValue({ available: 1, nextExpiresAtMs: null }),
      resetCreditList: statedValue({ available: 1, nextExpiresAtMs: at(6) }),
      grant: statedValue({
        ...{ available: true, eligible: true, granted: false, amountMinorUnits: 5, currency: 'USD' },
        answeredAtMs: at(0),
      }),
      service: statedValue({ mode: 'batch', boxedUntilMs: at(7), reason: null }),
      ledger: statedValue({
        ...{ remaining: 4, tier: 'pro', capped: 'monthly', geminiRemaining: null, lastCharge: null },
        resetsAtMs: at(8),
      }),
      blocked: statedValue({ code: 'spend-cap', endsAtMs: at(9) }),
      oddPaths: [],
    };
  };

  it.each([40 * minuteMs, -40 * minuteMs])('%d ms ahead: every time is one of our clock', (offsetMs) => {
    expect(onLocalClock(observationAt(offsetMs), offsetMs)).toEqual(observationAt(0));
  });

  it('a time that is of our clock already stays, and so does that of the grant', () => {
    const { asOfMs, grant, ...others } = observationAt(minuteMs);
    const { asOfMs: _asOf, grant: _grant, ...local } = observationAt(0);
    const observation = { asOfMs, grant, ...others };
    expect(onLocalClock(observation as Observation, minuteMs, true)).toEqual({ ...local, asOfMs, grant });
  });

  it('what is unknown, without a limit or not spoken of stays so', () => {
    const little: Observation = {
      source: 'poll',
      asOfMs: nowMs,
      spend: statedValue(null),
      monthlySpend: statedUnknown,
      blocked: statedValue(null),
      oddPaths: [],
    };
    expect(onLocalClock(little, minuteMs)).toEqual({ ...little, asOfMs: nowMs - minuteMs });
    expect(onLocalClock(little, 0)).toBe(little);
  });
});
