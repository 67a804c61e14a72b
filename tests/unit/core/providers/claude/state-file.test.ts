import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseClaudeStateFile,
  parseHeldResetCache,
  parseUsageCache,
} from '../../../../../core/providers/claude/state-file.ts';
import { readClaudeUsage } from '../../../../../core/providers/claude/usage.ts';
import { currentValue, isWithdrawn, statedUnknown } from '../../../../../core/usage/fact.ts';
import { noFacts } from '../../../../../core/usage/facts.ts';
import { merge, mergePartial } from '../../../../../core/usage/merge.ts';
import { expectHonest, mutated } from '../../../../support/honest-reading.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.parse('2026-11-29T12:00:00Z');
const fetchedAtMs = nowMs - 20 * 60_000;
const checkedAt = nowMs - 5 * hourMs;
const validUntil = checkedAt + 72 * hourMs;

const body = (sessionPercent = 12) => ({
  five_hour: { utilization: sessionPercent, resets_at: new Date(nowMs + hourMs).toISOString() },
  seven_day: { utilization: 40, resets_at: new Date(nowMs + 3 * dayMs).toISOString() },
  limits: [
    {
      kind: 'weekly_scoped',
      percent: 7,
      resets_at: new Date(nowMs + 3 * dayMs).toISOString(),
      scope: { model: { display_name: 'Fable' } },
    },
  ],
  extra_usage: { is_enabled: true, monthly_limit: 5000, used_credits: 1234, currency: 'EUR', decimal_places: 2 },
  cedar_ember: { eligible: true, grants: [{ resets_left: 2, ends_at: new Date(nowMs + dayMs).toISOString() }] },
});

const usageEntry = { fetchedAtMs, accountUuid: 'person-1', utilization: body() };
const resetEntry = { accountUuid: 'person-1', holdsUnusedReset: true, checkedAt, validUntil };

const stateFile = (changes: Readonly<Record<string, unknown>> = {}) => ({
  numStartups: 4,
  oauthAccount: { accountUuid: 'person-1', organizationUuid: 'org-1' },
  cachedUsageUtilization: usageEntry,
  unusedLimitResetStatusCache: resetEntry,
  ...changes,
});

describe('the usage in Claude Code’s state file', () => {
  it('is what a poll would state, at the time at which Claude Code read it', () => {
    const polled = readClaudeUsage(body(), fetchedAtMs);
    expect(polled.ok).toBe(true);
    expect(parseUsageCache(stateFile(), nowMs)).toEqual({ ...polled.observation, source: 'cache' });
  });

  it('states windows, money and banked resets', () => {
    const found = parseUsageCache(stateFile(), nowMs);
    expect(found?.windows?.items.map(({ id }) => id)).toEqual(['session', 'weekly', 'weekly:fable']);
    expect(found?.spend).toMatchObject({ is: 'value', value: { used: '12.34', limit: '50.00', currency: 'EUR' } });
    expect(found?.resetCredits).toMatchObject({ is: 'value', value: { available: 2 } });
  });

  it.each([
    ['a missing time', { ...usageEntry, fetchedAtMs: undefined }],
    ['a time that is a text', { ...usageEntry, fetchedAtMs: String(fetchedAtMs) }],
    ['a time that is no number', { ...usageEntry, fetchedAtMs: Number.NaN }],
    ['a time of zero', { ...usageEntry, fetchedAtMs: 0 }],
    ['a time in the future', { ...usageEntry, fetchedAtMs: nowMs + 1 }],
    ['another account', { ...usageEntry, accountUuid: 'person-2' }],
    ['no account', { fetchedAtMs, utilization: body() }],
    ['no body', { fetchedAtMs, accountUuid: 'person-1' }],
    ['a body of another form', { ...usageEntry, utilization: [1] }],
    ['null, as after a member that is too large', null],
    ['a text', 'x'],
  ])('states nothing with %s', (_name, cachedUsageUtilization) => {
    expect(parseUsageCache(stateFile({ cachedUsageUtilization }), nowMs)).toBeNull();
  });

  it.each([
    ['names nobody', undefined],
    ['names another person', { accountUuid: 'person-2' }],
    ['has an empty id', { accountUuid: '' }],
    ['has an id that is no text', { accountUuid: 7 }],
  ])('states nothing where the same text %s', (_name, oauthAccount) => {
    const file = stateFile({ oauthAccount, cachedUsageUtilization: { ...usageEntry, accountUuid: '' } });
    expect(parseUsageCache(file, nowMs)).toBeNull();
    expect(parseUsageCache(stateFile({ oauthAccount }), nowMs)).toBeNull();
    expect(parseHeldResetCache(stateFile({ oauthAccount }), nowMs)).toBeNull();
  });

  it('is never taken for more than it is, whatever the file holds', () => {
    fc.assert(
      fc.property(mutated(stateFile()), (state) => {
        for (const { observation } of parseClaudeStateFile(state, nowMs, nowMs)) {
          expect(observation.source).toBe('cache');
          expect(observation.asOfMs).toBeLessThanOrEqual(nowMs);
          expectHonest({ ok: true, observation });
        }
      }),
    );
  });
});

describe('the usage in Claude Code’s state file beside polls', () => {
  const cache = parseUsageCache(stateFile(), nowMs);
  const poll = (asOfMs: number, percent: number) => readClaudeUsage(body(percent), asOfMs).observation;
  const sessionOf = (facts: typeof noFacts) => facts.windows.find(({ id }) => id === 'session')?.usedPercent.said;

  it.each([
    ['an earlier poll', fetchedAtMs - 60_000, { value: 12, source: 'cache' }],
    ['a later poll', fetchedAtMs + 60_000, { value: 55, source: 'poll' }],
  ])('the newer figure counts in both orders beside %s', (_name, polledAtMs, expected) => {
    const polled = poll(polledAtMs, 55);
    if (cache === null || polled === undefined) throw new Error('Both state figures.');
    expect(sessionOf(mergePartial(merge(noFacts, polled, nowMs), cache, nowMs))).toMatchObject(expected);
    expect(sessionOf(merge(mergePartial(noFacts, cache, nowMs), polled, nowMs))).toMatchObject(expected);
  });

  it('does not bring back a window that a later poll left out', () => {
    const later = readClaudeUsage({ five_hour: body().five_hour }, fetchedAtMs + 60_000).observation;
    if (cache === null || later === undefined) throw new Error('Both state figures.');
    expect(mergePartial(merge(noFacts, later, nowMs), cache, nowMs).windows.map(({ id }) => id)).toEqual(['session']);
  });
});

describe('the banked reset in Claude Code’s state file', () => {
  const heldIn = (entry: unknown) => parseHeldResetCache(stateFile({ unusedLimitResetStatusCache: entry }), nowMs);

  it.each([true, false])('is held: %s, at the time of the check', (holdsUnusedReset) => {
    expect(heldIn({ ...resetEntry, holdsUnusedReset })).toEqual({
      source: 'cache',
      asOfMs: checkedAt,
      holdsReset: { is: 'value', value: { isHeld: holdsUnusedReset, validUntilMs: validUntil } },
      oddPaths: [],
    });
  });

  it('is believed for 72 hours at most, and no longer than the reset lasts', () => {
    const endOf = (until: number) => {
      const stated = heldIn({ ...resetEntry, validUntil: until })?.holdsReset;
      return stated?.is === 'value' ? stated.value.validUntilMs : null;
    };
    expect(endOf(checkedAt + 1e12)).toBe(checkedAt + 72 * hourMs);
    expect(endOf(nowMs + 1000)).toBe(nowMs + 1000);
  });

  it.each([
    ['a flag that is a text', { ...resetEntry, holdsUnusedReset: 'true' }],
    ['no flag', { ...resetEntry, holdsUnusedReset: undefined }],
    ['no time of the check', { ...resetEntry, checkedAt: undefined }],
    ['a check in the future', { ...resetEntry, checkedAt: nowMs + 1 }],
    ['no end', { ...resetEntry, validUntil: undefined }],
    ['an end before the check', { ...resetEntry, validUntil: checkedAt - 1 }],
    ['an end that is no number', { ...resetEntry, validUntil: Number.NaN }],
    ['another account', { ...resetEntry, accountUuid: 'person-2' }],
    ['a list', []],
  ])('is not stated with %s', (_name, entry) => {
    expect(heldIn(entry)).toBeNull();
  });

  const named = (state: unknown, member: string) =>
    parseClaudeStateFile(state, nowMs - 7, nowMs).find((each) => each.member === member);
  const { unusedLimitResetStatusCache: _removed, ...withoutEntry } = stateFile();

  it('is withdrawn when Claude Code has removed the entry, as after its use', () => {
    expect(named(withoutEntry, 'held-reset')).toEqual({
      member: 'held-reset',
      isDated: false,
      observation: { source: 'cache', asOfMs: nowMs - 7, holdsReset: statedUnknown, oddPaths: [] },
    });
    const [held, gone] = [named(stateFile(), 'held-reset'), named(withoutEntry, 'held-reset')];
    if (held === undefined || gone === undefined) throw new Error('Both state something.');
    const known = mergePartial(noFacts, held.observation, nowMs);
    expect(currentValue(known.holdsReset)?.isHeld).toBe(true);
    expect(isWithdrawn(mergePartial(known, gone.observation, nowMs).holdsReset)).toBe(true);
  });

  it.each([
    ['an entry that is not understood', stateFile({ unusedLimitResetStatusCache: 'x' })],
    ['an entry that was too large', stateFile({ unusedLimitResetStatusCache: null })],
    ['nobody signed in', { numStartups: 4 }],
  ])('is not withdrawn with %s', (_name, state) => {
    expect(named(state, 'held-reset')).toBeUndefined();
  });

  it('has its own age beside the usage and the grant', () => {
    const info = { available: true, eligible: true, granted: false, amount_minor_units: 500, currency: 'EUR' };
    const overageCreditGrantCache = { 'org-1': { info, timestamp: nowMs - 1000 } };
    const found = parseClaudeStateFile(stateFile({ overageCreditGrantCache }), nowMs, nowMs);
    expect(found.map(({ member, observation }) => [member, observation.asOfMs])).toEqual([
      ['grant', nowMs - 1000],
      ['usage', fetchedAtMs],
      ['held-reset', checkedAt],
    ]);
  });
});
