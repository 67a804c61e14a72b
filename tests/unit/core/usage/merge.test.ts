import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currentValue,
  isWithdrawn,
  type Source,
  type Stated,
  statedUnknown,
  statedValue,
} from '../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../core/usage/facts.ts';
import { mergePartial, merge } from '../../../../core/usage/merge.ts';
import {
  type GrantReading,
  noShape,
  type Observation,
  type SpendReading,
  type WindowReading,
} from '../../../../core/usage/observation.ts';

const window = (id: string, used: number, resetsAtMs?: number): WindowReading => ({
  id,
  shape: noShape,
  usedPercent: statedValue(used),
  ...(resetsAtMs === undefined ? {} : { resetsAtMs: statedValue(resetsAtMs) }),
});

const poll = (asOfMs: number, parts: Partial<Observation>): Observation => ({
  source: 'poll',
  asOfMs,
  oddPaths: [],
  ...parts,
});

const spend = (used: string): SpendReading => ({
  unit: 'credits',
  currency: null,
  used,
  limit: '10',
  remaining: null,
  scope: 'individual',
  resetsAtMs: null,
});
const prepaid = { currency: 'EUR', balance: '3.00', nextExpiresAtMs: null };
const grant: GrantReading = {
  available: true,
  eligible: true,
  granted: false,
  amountMinorUnits: 500,
  currency: 'EUR',
  answeredAtMs: 9,
};
const everything: Partial<Observation> = {
  spend: statedValue(spend('1')),
  spendLimits: statedValue([spend('1')]),
  monthlySpend: statedValue(spend('2')),
  prepaid: statedValue(prepaid),
  resetCredits: statedValue({ available: 2, nextExpiresAtMs: null }),
  resetCreditList: statedValue({ available: 2, nextExpiresAtMs: 50 }),
  grant: statedValue({ ...grant, answeredAtMs: 1 }),
  blocked: statedValue({ code: 'spend-cap', endsAtMs: null }),
};

const after = (...observations: readonly Observation[]): Facts =>
  observations.reduce((facts, each) => merge(facts, each), noFacts);

const usedOf = (facts: Facts, id: string): number | null => {
  const found = facts.windows.find((each) => each.id === id);
  return found === undefined ? null : currentValue(found.usedPercent);
};

describe('the merge of observations', () => {
  it('an update without credits keeps the previous credits and their age', () => {
    const facts = after(
      poll(1, { balance: statedValue('100') }),
      poll(2, { source: 'headers', windows: { complete: false, items: [window('session', 40)] } }),
    );
    expect(facts.balance.said).toEqual({ value: '100', asOfMs: 1, source: 'poll' });
  });

  it('an update with credits overwrites them', () => {
    expect(
      after(poll(1, { balance: statedValue('100') }), poll(2, { balance: statedValue('42') })).balance.said?.value,
    ).toBe('42');
  });

  it('a partial update leaves windows that it does not name as they were', () => {
    const facts = after(
      poll(1, { windows: { complete: true, items: [window('session', 10, 99), window('weekly', 20)] } }),
      poll(2, { windows: { complete: false, items: [window('session', 30)] } }),
    );
    expect([usedOf(facts, 'session'), usedOf(facts, 'weekly')]).toEqual([30, 20]);
    expect(facts.windows.find(({ id }) => id === 'session')?.resetsAtMs.said).toMatchObject({ value: 99, asOfMs: 1 });
  });

  it('a usage answer without a limit leaves the monthly one, whichever comes later', () => {
    const monthly = { ...spend('9'), scope: 'individual' };
    const facts = after(
      poll(1, { monthlySpend: statedValue(monthly) }),
      poll(2, { spend: statedValue(null), spendLimits: statedValue([]) }),
    );
    expect([currentValue(facts.monthlySpend), currentValue(facts.spend)]).toEqual([monthly, null]);
    expect(facts.monthlySpend.said?.asOfMs).toBe(1);
  });

  it('an answer of one endpoint leaves what another one said, with its own age', () => {
    const grantAnswer = poll(9, { grant: statedValue(grant) });
    const before = after(poll(1, everything));
    const facts = merge(before, grantAnswer);
    expect({ ...facts, grant: before.grant }).toEqual(before);
    expect(facts.grant.said).toEqual({ value: grant, asOfMs: 9, source: 'poll' });
  });

  it('money that is now called unknown keeps its last value, withdrawn', () => {
    const facts = after(poll(1, everything), poll(2, { prepaid: statedUnknown, resetCreditList: statedUnknown }));
    expect([isWithdrawn(facts.prepaid), isWithdrawn(facts.resetCreditList)]).toEqual([true, true]);
    expect(facts.prepaid.said?.value).toEqual(prepaid);
  });

  it('an unknown from the authoritative source keeps the value, marked as withdrawn', () => {
    const facts = after(poll(1, { balance: statedValue('1006.94') }), poll(2, { balance: statedUnknown }));
    expect(facts.balance.said?.value).toBe('1006.94');
    expect(isWithdrawn(facts.balance)).toBe(true);
    expect(currentValue(facts.balance)).toBeNull();
  });

  it('an older answer that arrives late does not overwrite a newer field', () => {
    const facts = after(poll(5, { balance: statedValue('42') }), poll(3, { balance: statedValue('100') }));
    expect(facts.balance.said).toMatchObject({ value: '42', asOfMs: 5 });
  });

  it('of two values of the same moment the first one stays, whatever the source', () => {
    const first = after(
      poll(5, { balance: statedValue('42'), windows: { complete: false, items: [window('session', 10)] } }),
    );
    const second = poll(5, {
      source: 'headers',
      balance: statedValue('100'),
      windows: { complete: false, items: [window('session', 90)] },
    });
    expect(merge(first, second)).toEqual(first);
  });

  it('a poll that started before newer headers does not overwrite them', () => {
    const facts = after(
      poll(10, { source: 'headers', windows: { complete: false, items: [window('session', 50)] } }),
      poll(9, { windows: { complete: true, items: [window('session', 45), window('weekly', 7)] } }),
    );
    expect([usedOf(facts, 'session'), usedOf(facts, 'weekly')]).toEqual([50, 7]);
  });

  it('drops a window that a newer complete list no longer holds', () => {
    const facts = after(
      poll(1, { windows: { complete: true, items: [window('session', 10), window('weekly', 20)] } }),
      poll(2, { windows: { complete: true, items: [window('weekly', 21)] } }),
    );
    expect(facts.windows.map(({ id }) => id)).toEqual(['weekly']);
  });

  it('an incomplete list, because a sibling was malformed, discards nothing', () => {
    const facts = after(
      poll(1, { windows: { complete: true, items: [window('session', 10), window('weekly', 20)] } }),
      poll(2, { windows: { complete: false, items: [window('weekly', 21)] } }),
    );
    expect([usedOf(facts, 'session'), usedOf(facts, 'weekly')]).toEqual([10, 21]);
  });
});

describe('what lies after the present, because the clock was set back', () => {
  const later = poll(100, { balance: statedValue('1'), windows: { complete: true, items: [window('session', 97)] } });
  const balanceOf = ({ balance }: Facts) => [balance.said?.value, balance.said?.asOfMs, balance.unknownSinceMs];

  it('yields to what is said now, and to nothing that was said long before', () => {
    const known = after(later);
    const now = poll(50, { balance: statedValue('2'), windows: { complete: true, items: [window('session', 10)] } });
    expect(balanceOf(merge(known, now, 50))).toEqual(['2', 50, null]);
    expect(usedOf(merge(known, now, 50), 'session')).toBe(10);
    expect(balanceOf(merge(known, now, 60_050))).toEqual(['1', 100, null]);
    expect(balanceOf(merge(after(poll(60_200, { balance: statedValue('1') })), now, 60_050))).toEqual(['2', 50, null]);
    expect(balanceOf(merge(after(poll(60_200, { balance: statedValue('1') })), now, 60_051))).toEqual([
      '1',
      60_200,
      null,
    ]);
  });

  it('yields to the word that it is not known, and stays withdrawn where it was', () => {
    const unknown = poll(50, { balance: statedUnknown });
    expect(balanceOf(merge(after(later), unknown, 50))).toEqual(['1', 49, 50]);
    const withdrawn = after(later, poll(200, { balance: statedUnknown }));
    expect(balanceOf(merge(withdrawn, unknown, 50))).toEqual(['1', 48, 50]);
    expect(currentValue(merge(withdrawn, unknown, 50).balance)).toBeNull();
    const again = merge(withdrawn, poll(50, { balance: statedValue('2') }), 50);
    expect([currentValue(again.balance), again.balance.unknownSinceMs]).toEqual(['2', 49]);
  });

  it('is no floor for windows, and what a complete list leaves out is gone', () => {
    const known = after(later);
    const now = merge(known, poll(50, { windows: { complete: true, items: [window('weekly', 20)] } }), 50);
    expect(now.windows.map(({ id }) => id)).toEqual(['weekly']);
    expect(now.windowsCompleteAsOfMs).toBe(50);
    const part = merge(known, poll(50, { windows: { complete: false, items: [window('weekly', 20)] } }), 50);
    expect([usedOf(part, 'session'), usedOf(part, 'weekly'), part.windowsCompleteAsOfMs]).toEqual([97, 20, null]);
  });

  it('of the present itself is known as any other', () => {
    const facts = after(poll(50, { balance: statedValue('1') }));
    expect(balanceOf(merge(facts, poll(50, { balance: statedValue('2') }), 50))).toEqual(['1', 50, null]);
  });
});

describe('more windows than any service has', () => {
  it('are cut to five hundred, those of the account first', () => {
    const name = (index: number): string => `w${String(index).padStart(4, '0')}`;
    const part = (index: number): WindowReading => ({
      ...window(name(index), 1),
      shape: { name: 'x', scope: 'part', durationSeconds: null },
    });
    const parts = Array.from({ length: 500 }, (_none, index) => part(index));
    expect(after(poll(1, { windows: { complete: true, items: parts } })).windows).toHaveLength(500);
    const items = [...parts.toReversed(), window('weekly', 5), window('zz', 5)];
    const ids = after(poll(1, { windows: { complete: true, items } })).windows.map(({ id }) => id);
    const kept = parts.slice(0, 498).map(({ id }) => id);
    expect(ids).toEqual([...kept, 'weekly', 'zz']);
  });
});

describe('the floor of complete lists', () => {
  it('holds for a late answer that is older, not for one of the same moment', () => {
    const known = after(poll(5, { windows: { complete: true, items: [window('session', 10)] } }));
    const late = merge(known, poll(4, { windows: { complete: false, items: [window('weekly', 20)] } }));
    expect(late).toEqual(known);
    const same = merge(known, poll(5, { windows: { complete: false, items: [window('weekly', 20)] } }));
    expect(same.windows.map(({ id }) => id)).toEqual(['session', 'weekly']);
  });

  it('drops what was said to be unknown before it, and a figure that it leaves out', () => {
    const facts = after(
      poll(1, { windows: { complete: true, items: [{ ...window('session', 10), resetsAtMs: statedUnknown }] } }),
      poll(2, { windows: { complete: true, items: [{ id: 'session', shape: noShape }] } }),
    );
    const [session] = facts.windows;
    expect([session?.usedPercent, session?.resetsAtMs]).toEqual([
      { said: null, unknownSinceMs: null },
      { said: null, unknownSinceMs: null },
    ]);
  });
});

const sources: readonly Source[] = ['poll', 'headers', 'log', 'statusline', 'app-server', 'cache'];
const anySaid = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Stated<T> | undefined> =>
  fc.oneof(fc.constant(undefined), fc.constant(statedUnknown), value.map(statedValue));
const anyWindow = fc
  .record({ id: fc.constantFrom('session', 'weekly', '30d'), used: anySaid(fc.nat(120)), resets: anySaid(fc.nat(1e6)) })
  .map(({ id, used, resets }): WindowReading => ({
    id,
    shape: noShape,
    ...(used === undefined ? {} : { usedPercent: used }),
    ...(resets === undefined ? {} : { resetsAtMs: resets }),
  }));
const anyWindows = fc.option(
  fc.record({
    complete: fc.boolean(),
    items: fc.uniqueArray(anyWindow, { selector: ({ id }) => id, maxLength: 3 }),
  }),
  { nil: undefined },
);
const anyCount = fc.record({ available: fc.nat(9), nextExpiresAtMs: fc.option(fc.nat(1e6)) });
const anySpend = fc.nat(99).map((used) => spend(String(used)));
/** The figures beside windows, each said, called unknown or left out. */
const anyMoney = fc
  .record({
    spend: anySaid(fc.option(anySpend)),
    spendLimits: anySaid(fc.array(anySpend, { maxLength: 2 })),
    monthlySpend: anySaid(fc.option(anySpend)),
    prepaid: anySaid(fc.nat(99).map((whole) => ({ ...prepaid, balance: `${whole}.00` }))),
    resetCredits: anySaid(anyCount),
    resetCreditList: anySaid(anyCount),
    grant: anySaid(fc.nat(99).map((amountMinorUnits) => ({ ...grant, amountMinorUnits }))),
  })
  .map((parts) => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)))
  .map((parts): Partial<Observation> => parts);
const anyParts = fc.record({
  money: anyMoney,
  source: fc.constantFrom(...sources),
  windows: anyWindows,
  balance: anySaid(fc.nat(1000).map(String)),
  plan: anySaid(fc.constantFrom('plus', 'pro')),
});

/** Observations of distinct ages, together with the same ones in another order. */
const shuffled = fc.array(anyParts, { maxLength: 7 }).chain((all) => {
  const observations = all.map(({ windows, balance, plan, source, money }, index): Observation => ({
    source,
    asOfMs: index + 1,
    oddPaths: [],
    ...money,
    ...(windows === undefined ? {} : { windows }),
    ...(balance === undefined ? {} : { balance }),
    ...(plan === undefined ? {} : { plan }),
  }));
  return fc.tuple(fc.constant(observations), fc.shuffledSubarray(observations, { minLength: observations.length }));
});

const moneyFields = [
  'spend',
  'spendLimits',
  'monthlySpend',
  'prepaid',
  'resetCredits',
  'resetCreditList',
  'grant',
] as const;

describe('the merge, whatever arrives', () => {
  it('a partial source never wipes a figure that it leaves out', () => {
    fc.assert(
      fc.property(shuffled, anyMoney, ([known], parts) => {
        const facts = after(...known);
        const next = mergePartial(facts, { source: 'headers', asOfMs: 100, oddPaths: [], ...parts });
        for (const field of moneyFields) {
          if (parts[field] === undefined) expect(next[field]).toBe(facts[field]);
          expect(facts[field].said === null || next[field].said !== null).toBe(true);
        }
      }),
    );
  });

  it('does not depend on the order of observations of distinct ages', () => {
    fc.assert(
      fc.property(shuffled, ([inOrder, otherwise]) => {
        expect(after(...otherwise)).toEqual(after(...inOrder));
      }),
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(shuffled, ([all]) => {
        expect(after(...all, ...all)).toEqual(after(...all));
      }),
    );
  });

  it('never moves a field back in time', () => {
    fc.assert(
      fc.property(shuffled, ([, all]) => {
        let facts = noFacts;
        for (const observation of all) {
          const next = merge(facts, observation);
          expect(next.balance.said?.asOfMs ?? 0).toBeGreaterThanOrEqual(facts.balance.said?.asOfMs ?? 0);
          for (const field of moneyFields) {
            expect(next[field].said?.asOfMs ?? 0).toBeGreaterThanOrEqual(facts[field].said?.asOfMs ?? 0);
            expect(next[field].unknownSinceMs ?? 0).toBeGreaterThanOrEqual(facts[field].unknownSinceMs ?? 0);
          }
          expect(next.windowsCompleteAsOfMs ?? 0).toBeGreaterThanOrEqual(facts.windowsCompleteAsOfMs ?? 0);
          facts = next;
        }
      }),
    );
  });
});
