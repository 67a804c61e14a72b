import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { grantRequest, isGrantWanted, parseGrant } from '../../../../../core/providers/claude/grant.ts';
import { claudeProvider } from '../../../../../core/providers/claude/provider.ts';
import { statedValue, statedUnknown } from '../../../../../core/usage/fact.ts';
import { type Facts, noFacts } from '../../../../../core/usage/facts.ts';
import { merge } from '../../../../../core/usage/merge.ts';
import { claudeGrant } from '../../../../support/upstream/claude-usage.ts';
import { mutated } from '../../../../support/honest-reading.ts';

const nowMs = Date.parse('2026-03-02T13:00:00Z');
const hourMs = 3_600_000;
const account: Account = {
  id: 'claude:a1',
  provider: 'claude',
  label: 'home',
  email: null,
  plan: null,
  vendorAccountId: null,
  organizationId: 'org-7',
  baseUrl: 'https://api.example/',
};
const body = claudeGrant({ amount: 7_500, currency: 'eur', eligible: false });

function answeredAt(answeredAtMs: number | null): Facts {
  const grant = statedValue({
    available: true,
    eligible: true,
    granted: false,
    amountMinorUnits: 1,
    currency: 'USD',
    answeredAtMs,
  });
  return merge(noFacts, { source: 'cache', asOfMs: answeredAtMs ?? nowMs - 5, grant, oddPaths: [] });
}

describe('the request for a credit grant', () => {
  it('is a GET with the app’s own name, without a beta flag, and a timeout of 5 s', () => {
    expect(grantRequest(account)).toEqual({
      method: 'GET',
      url: 'https://api.example/api/oauth/organizations/org-7/overage_credit_grant',
      headers: {
        Authorization: 'Bearer {{secret:accessToken}}',
        'Content-Type': 'application/json',
        'anthropic-version': '2023-06-01',
        'User-Agent': 'quota-tray/{{version}}',
      },
      timeoutMs: 5_000,
      maximumBytes: 65_536,
    });
  });

  it.each([
    ['org/../x', 'org%2F..%2Fx'],
    ['a b?c#d', 'a%20b%3Fc%23d'],
  ])('keeps the organisation %j in one part of the path', (organizationId, part) => {
    expect(grantRequest({ ...account, organizationId }).url).toBe(
      `https://api.example/api/oauth/organizations/${part}/overage_credit_grant`,
    );
  });

  it('is polled hourly, and not where only essential traffic is allowed', () => {
    const endpoint = claudeProvider.endpoints['grant'];
    expect(endpoint?.optional).toBe(true);
    expect(endpoint?.pollInterval).toEqual({ defaultMs: hourMs, minimumMs: 300_000, isFixed: true });
  });
});

describe('whether a credit grant is polled', () => {
  it.each([[null], [undefined], [''], ['  ']])('is not polled for the organisation %j', (organizationId) => {
    const { organizationId: _, ...rest } = account;
    const unknown = organizationId === undefined ? rest : { ...account, organizationId };
    expect(isGrantWanted(unknown, noFacts, nowMs)).toBe(false);
  });

  it.each([
    ['just now', nowMs, false],
    ['exactly an hour ago', nowMs - hourMs, false],
    ['an hour and a millisecond ago', nowMs - hourMs - 1, true],
    ['at a time to come', nowMs + 1, true],
    ['nobody knows when', null, true],
  ])('is polled with an answer of %s: %s', (_, answeredAtMs, wanted) => {
    expect(isGrantWanted(account, answeredAt(answeredAtMs), nowMs)).toBe(wanted);
  });

  it('is polled where no grant is known, and where the known one was withdrawn', () => {
    const withdrawn = merge(answeredAt(nowMs - 10), {
      source: 'poll',
      asOfMs: nowMs,
      grant: statedUnknown,
      oddPaths: [],
    });
    expect([noFacts, withdrawn].map((facts) => isGrantWanted(account, facts, nowMs))).toEqual([true, true]);
  });
});

describe('the answer of a credit grant', () => {
  it('is parsed with the time of the request, in its own currency', () => {
    expect(parseGrant({ ...body, further: 1 }, nowMs)).toEqual({
      ok: true,
      observation: {
        source: 'poll',
        asOfMs: nowMs,
        grant: statedValue({
          available: true,
          eligible: false,
          granted: false,
          amountMinorUnits: 7_500,
          currency: 'EUR',
          answeredAtMs: nowMs,
        }),
        oddPaths: [],
      },
    });
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ ...body, available: 'true' }],
    [{ ...body, eligible: 1 }],
    [{ ...body, granted: null }],
    [{ ...body, amount_minor_units: -500 }],
    [{ ...body, amount_minor_units: '2500' }],
    [{ ...body, amount_minor_units: 0.5 }],
    [{ ...body, currency: 7 }],
    [{ ...body, currency: 'EURO' }],
  ])('fails for %j', (wrong) => {
    expect(parseGrant(wrong, nowMs).ok).toBe(false);
  });

  it('names fields and their types, never a value', () => {
    expect(parseGrant({ ...body, amount_minor_units: 'secret' }, nowMs)).toEqual({
      ok: false,
      paths: [
        'available: boolean',
        'eligible: boolean',
        'granted: boolean',
        'amount_minor_units: string',
        'currency: string',
      ],
    });
  });

  it('never throws and never invents a value, for any JSON', () => {
    const check = (any: unknown): void => {
      const read = parseGrant(any, nowMs);
      const grant = read.ok && read.observation.grant?.is === 'value' ? read.observation.grant.value : null;
      if (grant === null) return;
      expect(grant.amountMinorUnits === null || Number.isSafeInteger(grant.amountMinorUnits)).toBe(true);
      expect(grant.currency ?? 'EUR').toMatch(/^[A-Z]{3}$/);
    };
    fc.assert(fc.property(fc.jsonValue(), check));
    fc.assert(fc.property(mutated(body), check));
  });
});
