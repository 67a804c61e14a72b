import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGrantCache } from '../../../../../core/providers/claude/grant.ts';
import { isGrantFresh } from '../../../../../core/usage/grant.ts';
import type { GrantReading } from '../../../../../core/usage/observation.ts';
import { mutated } from '../../../../support/honest-reading.ts';
import { valueOf } from '../../../../support/readings.ts';

const nowMs = Date.parse('2026-03-02T13:00:00Z');
const fileTimeMs = nowMs - 5_000;
const stampMs = nowMs - 600_000;

const offer = { available: true, eligible: false, granted: false, amount_minor_units: 7_500, currency: 'EUR' };

function stateFile(info: unknown, timestamp: unknown = stampMs): unknown {
  return {
    numStartups: 4,
    oauthAccount: { accountUuid: 'person-1', organizationUuid: 'org-1' },
    overageCreditGrantCache: {
      'org-1': { info, timestamp },
      'org-2': { info: { ...offer, amount_minor_units: 1 }, timestamp: nowMs },
    },
  };
}

function grantOf(state: unknown): GrantReading | null {
  const grant = valueOf(parseGrantCache(state, fileTimeMs, nowMs)?.grant);
  return grant === undefined || grant === 'unknown' ? null : grant;
}

describe('the grant in Claude Code’s state file', () => {
  it('gives the entry of the organisation that is signed in, with the time of the entry', () => {
    expect(parseGrantCache(stateFile(offer), fileTimeMs, nowMs)).toEqual({
      source: 'cache',
      asOfMs: stampMs,
      grant: {
        is: 'value',
        value: {
          available: true,
          eligible: false,
          granted: false,
          amountMinorUnits: 7_500,
          currency: 'EUR',
          answeredAtMs: stampMs,
        },
      },
      oddPaths: [],
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['no cache', { oauthAccount: { organizationUuid: 'org-1' } }],
    ['no organisation', { overageCreditGrantCache: { 'org-1': { info: offer, timestamp: stampMs } } }],
    [
      'an entry of another organisation only',
      {
        oauthAccount: { organizationUuid: 'org-3' },
        ...Object.fromEntries(Object.entries(stateFile(offer) as object).slice(2)),
      },
    ],
    [
      'an organisation named like a part of every object',
      { oauthAccount: { organizationUuid: 'constructor' }, overageCreditGrantCache: {} },
    ],
  ])('states nothing: %s', (_what, state) => {
    expect(parseGrantCache(state, fileTimeMs, nowMs)).toBeNull();
  });

  it.each([
    ['a flag as text', { ...offer, available: 'true' }],
    ['a flag as number', { ...offer, eligible: 1 }],
    ['a flag that is null', { ...offer, granted: null }],
    ['a missing flag', { available: true, eligible: true, amount_minor_units: 1, currency: 'USD' }],
    ['an amount as text', { ...offer, amount_minor_units: '2500' }],
    ['a negative amount', { ...offer, amount_minor_units: -500 }],
    ['a broken amount', { ...offer, amount_minor_units: 12.5 }],
    ['an amount beyond whole numbers', { ...offer, amount_minor_units: 2 ** 60 }],
    ['a missing amount', { available: true, eligible: true, granted: false, currency: 'USD' }],
    ['a numeric currency', { ...offer, currency: 840 }],
    ['an empty currency', { ...offer, currency: '' }],
    ['a symbol as currency', { ...offer, currency: '$' }],
    ['a long currency', { ...offer, currency: 'EURO' }],
    ['a list', [offer]],
    ['null', null],
  ])('rejects an entry with %s', (_what, info) => {
    expect(parseGrantCache(stateFile(info), fileTimeMs, nowMs)).toBeNull();
  });

  it('accepts a null amount, a null currency, a currency in lower case and unknown keys', () => {
    expect(grantOf(stateFile({ ...offer, amount_minor_units: null, currency: null }))).toMatchObject({
      amountMinorUnits: null,
      currency: null,
    });
    expect(grantOf(stateFile({ ...offer, currency: 'usd', campaign: 'x' }))?.currency).toBe('USD');
    expect(grantOf(stateFile({ ...offer, amount_minor_units: 0 }))?.amountMinorUnits).toBe(0);
  });

  it.each([
    ['missing', undefined],
    ['null', null],
    ['a text', String(stampMs)],
    ['an ISO text', '2026-03-02T12:59:00Z'],
    ['zero', 0],
    ['negative', -5],
    ['in the future', nowMs + 1],
  ])('states an unknown age and the time of the file for a timestamp that is %s', (_what, timestamp) => {
    const state = JSON.parse(JSON.stringify(stateFile(offer, timestamp ?? null))) as {
      overageCreditGrantCache: Record<string, object>;
    };
    if (timestamp === undefined) state.overageCreditGrantCache['org-1'] = { info: offer };
    const observation = parseGrantCache(state, fileTimeMs, nowMs);
    expect([observation?.asOfMs, grantOf(state)?.answeredAtMs]).toEqual([fileTimeMs, null]);
    expect(isGrantFresh(grantOf(state)?.answeredAtMs ?? null, nowMs)).toBe(false);
  });

  it('does not date a file from the future later than now', () => {
    expect(parseGrantCache(stateFile(offer, null), nowMs + 9_000, nowMs)?.asOfMs).toBe(nowMs);
  });

  it.each([
    ['now', 0, true],
    ['an hour ago to the millisecond', 3_600_000, true],
    ['a millisecond more than an hour ago', 3_600_001, false],
    ['in the future', -1, false],
  ])('judges the age of an answer from %s', (_when, agoMs, fresh) => {
    expect(isGrantFresh(nowMs - agoMs, nowMs)).toBe(fresh);
  });

  it('gives a complete grant or none, for any file', () => {
    fc.assert(
      fc.property(mutated(stateFile(offer)), (state) => {
        const grant = grantOf(state);
        if (grant === null) return;
        expect([grant.available, grant.eligible, grant.granted].map((flag) => typeof flag)).toEqual(
          Array(3).fill('boolean'),
        );
        expect(
          grant.amountMinorUnits === null ||
            (Number.isSafeInteger(grant.amountMinorUnits) && grant.amountMinorUnits >= 0),
        ).toBe(true);
        expect(grant.currency ?? 'AAA').toMatch(/^[A-Z]{3}$/);
        expect(grant.answeredAtMs === null || grant.answeredAtMs <= nowMs).toBe(true);
      }),
    );
  });
});
