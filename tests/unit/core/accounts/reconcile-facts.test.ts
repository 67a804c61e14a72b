import { describe, expect, it } from 'vitest';
import { type Fact, noFact } from '../../../../core/usage/fact.ts';
import { type Facts, noFacts, type WindowFacts } from '../../../../core/usage/facts.ts';
import { isLater, reconcileFacts } from '../../../../core/accounts/reconcile.ts';
import { fullWindow, known } from '../../../support/account-states.ts';

const atMs = 1_795_300_000_000;
const balance = (fact: Fact<string>): Facts => ({ ...noFacts, balance: fact });
const joined = (mine: Fact<string>, before: Fact<string> | null, theirs: Fact<string>, nowMs?: number): Fact<string> =>
  reconcileFacts(balance(mine), before === null ? null : balance(before), balance(theirs), nowMs).balance;

describe('a moment', () => {
  it.each([
    [2, 1, true],
    [1, 1, false],
    [1, 2, false],
    [1, null, true],
    [1, undefined, true],
    [null, 1, false],
    [undefined, 1, false],
    [null, undefined, false],
    [10, 1, true],
    [11, 1, false],
    [1, 11, true],
  ])('%j is later than %j where now is 10: %j', (one, other, expected) => {
    expect(isLater(one, other, 10)).toBe(expected);
  });
});

describe('one figure that two processes write', () => {
  const [first, mine, theirs] = [known('1', atMs), known('2', atMs + 2), known('3', atMs + 3)];
  const unknown: Fact<string> = { said: null, unknownSinceMs: atMs + 1 };

  it.each<readonly [string, Fact<string>, Fact<string> | null, Fact<string>, Fact<string>]>([
    ['what only the other changed is theirs', first, first, theirs, theirs],
    ['what only this one changed is ours', mine, first, first, mine],
    ['of what both changed the newer counts', mine, first, theirs, theirs],
    ['and so the other way round', theirs, first, mine, theirs],
    ['of the same moment ours counts', known('2', atMs), first, known('3', atMs), known('2', atMs)],
    ['what this one dropped stays dropped', noFact, first, theirs, noFact],
    ['what this one never knew is theirs', noFact, null, theirs, theirs],
    [
      'a figure of theirs stands beside our word that it is not known',
      unknown,
      null,
      theirs,
      known('3', atMs + 3, atMs + 1),
    ],
    ['a figure of ours stands beside theirs', mine, null, unknown, known('2', atMs + 2, atMs + 1)],
    [
      'of two such words the later counts',
      known('2', atMs, atMs + 1),
      null,
      known('3', atMs, atMs + 5),
      known('2', atMs, atMs + 5),
    ],
  ])('%s', (_what, ours, before, others, expected) => {
    expect(joined(ours, before, others)).toEqual(expected);
  });

  it('one of after the present was written before the clock was set back, so it is not the newer one', () => {
    expect(joined(mine, first, theirs, atMs + 2)).toEqual(mine);
    expect(joined(theirs, first, mine, atMs + 2)).toEqual(mine);
  });
});

describe('windows that two processes write', () => {
  const used = (percent: number, asOfMs: number, more: Partial<WindowFacts> = {}): WindowFacts => ({
    ...fullWindow(atMs),
    usedPercent: known(percent, asOfMs),
    ...more,
  });
  const withWindows = (windows: readonly WindowFacts[], windowsCompleteAsOfMs: number | null = atMs): Facts => ({
    ...noFacts,
    windows,
    windowsCompleteAsOfMs,
  });
  const before = withWindows([used(10, atMs)]);
  const [mine, theirs] = [withWindows([used(20, atMs + 2)]), withWindows([used(30, atMs + 3)])];

  it.each<readonly [string, Facts, Facts | null, Facts, Facts]>([
    ['those that this one did not change are theirs', before, before, theirs, theirs],
    ['those that the other did not change are ours', mine, before, before, mine],
    ['of what both changed the newer counts', mine, before, theirs, theirs],
    ['and so the other way round', theirs, before, mine, theirs],
    ['with nothing known before the newer counts', mine, null, theirs, theirs],
    ['nor is it theirs where it is older', theirs, null, mine, theirs],
    ['none are older than any', withWindows([], null), null, mine, mine],
    [
      'a complete list of a later moment counts, though it holds none',
      mine,
      before,
      withWindows([], atMs + 9),
      withWindows([], atMs + 9),
    ],
    [
      'the word that a limit is hit counts as a figure does',
      mine,
      before,
      withWindows([used(10, atMs, { reached: known(true, atMs + 9) })]),
      withWindows([used(10, atMs, { reached: known(true, atMs + 9) })]),
    ],
    [
      'a window without a figure is as old as the list',
      mine,
      before,
      withWindows([used(10, atMs, { usedPercent: noFact, reached: noFact })], atMs + 1),
      mine,
    ],
  ])('%s', (_what, ours, earlier, others, expected) => {
    expect(reconcileFacts(ours, earlier, others)).toEqual(expected);
  });

  it('go with the time of their complete list', () => {
    const listed = withWindows([used(20, atMs)], atMs + 7);
    expect(reconcileFacts(before, before, listed).windowsCompleteAsOfMs).toBe(atMs + 7);
    expect(reconcileFacts(listed, before, before).windowsCompleteAsOfMs).toBe(atMs + 7);
  });
});
