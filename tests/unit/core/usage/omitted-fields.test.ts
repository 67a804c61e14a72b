import { describe, expect, it } from 'vitest';
import { statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { fillOmittedFields, merge } from '../../../../core/usage/merge.ts';
import type { CreditFlags, Observation, WindowReading, WindowShape } from '../../../../core/usage/observation.ts';

const shape = (change: Partial<WindowShape> = {}): WindowShape => ({
  ...{ name: null, scope: 'own', durationSeconds: null },
  ...change,
});
const window = (id: string, change: Partial<WindowShape> = {}): WindowReading => ({ id, shape: shape(change) });
const saying = (parts: Partial<Observation>): Observation => ({ source: 'headers', asOfMs: 2, oddPaths: [], ...parts });
const known = merge(
  noFacts,
  saying({
    asOfMs: 1,
    windows: {
      complete: true,
      items: [
        window('lynx', { name: 'Lynx Large', durationSeconds: 18_000 }),
        window('lynx:weekly', { name: 'Lynx Large', durationSeconds: 604_800 }),
        window('limit:fox', { name: 'Fox', durationSeconds: 604_800 }),
        window('limit:fox:weekly', { name: 'Fox', durationSeconds: 604_800 }),
        window('bare'),
      ],
    },
  }),
);

describe('what a partial source leaves out of a window', () => {
  it.each<readonly [string, WindowReading, WindowReading]>([
    ['its name and length', window('lynx'), window('lynx', { name: 'Lynx Large', durationSeconds: 18_000 })],
    [
      'a name that is its id',
      window('lynx', { name: 'lynx' }),
      window('lynx', { name: 'Lynx Large', durationSeconds: 18_000 }),
    ],
    [
      'a name that its id begins with',
      window('lynx:weekly', { name: 'lynx' }),
      window('lynx:weekly', { name: 'Lynx Large', durationSeconds: 604_800 }),
    ],
    [
      'a name that its id is made of',
      window('limit:fox', { name: 'fox' }),
      window('limit:fox', { name: 'Fox', durationSeconds: 604_800 }),
    ],
    [
      'nothing but the length',
      window('lynx', { name: 'New' }),
      window('lynx', { name: 'New', durationSeconds: 18_000 }),
    ],
    ['what nobody knows', window('bare', { name: 'bare' }), window('bare', { name: 'bare' })],
    ['of a window that is new', window('new'), window('new')],
    [
      'that its limit’s longer window is told',
      window('lynx', { durationSeconds: 604_800 }),
      window('lynx:weekly', { name: 'Lynx Large', durationSeconds: 604_800 }),
    ],
    [
      'that of a limit of the account it is not',
      window('lynx', { scope: 'account', durationSeconds: 604_800 }),
      window('lynx', { scope: 'account', name: 'Lynx Large', durationSeconds: 604_800 }),
    ],
    [
      'which of a limit with no longer window it is',
      window('lynx', { durationSeconds: 60 }),
      window('lynx', { name: 'Lynx Large', durationSeconds: 60 }),
    ],
    [
      'which of two of one length it is',
      window('limit:fox', { durationSeconds: 604_800 }),
      window('limit:fox', { name: 'Fox', durationSeconds: 604_800 }),
    ],
  ])('%s', (_what, stated, expected) => {
    const kept = fillOmittedFields(known, saying({ windows: { complete: false, items: [stated] } }));
    expect(kept.windows).toEqual({ complete: false, items: [expected] });
  });

  it('an observation without windows and flags is as it was', () => {
    const bare = saying({ balance: statedValue('3') });
    expect(fillOmittedFields(known, bare)).toEqual(bare);
  });
});

describe('the flag for the overage limit', () => {
  const flags = (overageLimitReached: boolean | null): CreditFlags => ({
    ...{ hasCredits: true, unlimited: false },
    overageLimitReached,
  });

  it.each([
    [null, true, true],
    [null, null, null],
    [false, true, false],
    [true, false, true],
  ])('told as %j and known as %j is %j', (told, before, expected) => {
    const facts = merge(noFacts, saying({ asOfMs: 1, credits: statedValue(flags(before)) }));
    const kept = fillOmittedFields(facts, saying({ credits: statedValue(flags(told)) }));
    expect(kept.credits).toEqual(statedValue(flags(expected)));
  });

  it('stays unknown where nothing was known', () => {
    const untold = saying({ credits: statedValue(flags(null)) });
    expect(fillOmittedFields(noFacts, untold)).toEqual(untold);
  });
});
