import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseClaudeMoney, parsePrepaidCredits } from '../../core/providers/claude/spend.ts';
import { parseGrantCache, parseGrantOffer } from '../../core/providers/claude/grant.ts';
import { readClaudeUsage } from '../../core/providers/claude/usage.ts';
import { parseCodexEvent } from '../../core/providers/codex/session-log.ts';
import { parseCodexHeaders } from '../../core/providers/codex/headers.ts';
import { parseUsage as readKeyUsage, parseWallet } from '../../core/providers/openai-compatible.ts';
import { parseExternalObservation } from '../../core/providers/external-observation.ts';
import { parseBalance as readRelayBalance } from '../../core/providers/relay.ts';
import { parseMonthlyUsage } from '../../core/providers/codex/spend.ts';
import {
  codexConsumeRequest,
  parseResetListAnswer,
  redeemableCredits,
} from '../../core/providers/codex/reset-credits.ts';
import { parseCodexUsage } from '../../core/providers/codex/usage.ts';
import { asArray, asRecord, type JsonRecord } from '../../core/units/json.ts';
import { creditsToUsd } from '../../core/credits/exchange-rates.ts';
import { compactCredits, compactMoney, unknownText } from '../../core/text/numbers.ts';
import { parseDecimal } from '../../core/units/decimal.ts';
import { expectHonest } from '../support/honest-reading.ts';
import { observed, usedById, valueOf } from '../support/readings.ts';
import { localeIn } from '../support/locale.ts';

const folder = process.env['QUOTA_TRAY_FIXTURES'];
const asOfMs = Date.UTC(2026, 10, 22);
const codexBodies = bodies(/^codex-((wham|api)-)?usage-.*\.json$/);
const codexAnswers = bodies(/^codex-(headers|429)-.*\.json$/);
const codexEvents = bodies(/^codex-ws-event-.*\.json$/);
const claudeBodies = bodies(/^anthropic-oauth-usage-.*\.json$/);

describe.skipIf(folder === undefined)(
  'usage bodies of QUOTA_TRAY_FIXTURES (skipped unless that folder is named)',
  () => {
    it('holds bodies of both services', () => {
      expect(Math.min(codexBodies.length, claudeBodies.length)).toBeGreaterThan(0);
    });

    it.each(codexBodies)('Codex: %s says of windows what the body says', (_, body) => {
      const result = parseCodexUsage(body, asOfMs);
      expectHonest(result);
      const main = (observed(result).windows?.items ?? []).filter(({ shape }) => shape.scope === 'account');
      const slots = ['primary_window', 'secondary_window'].map((key) => asRecord(inside(body, 'rate_limit', key)));
      const stated = slots.filter((slot) => typeof slot?.['used_percent'] === 'number');
      expect(sorted(main.map(({ usedPercent }) => valueOf(usedPercent)))).toEqual(
        sorted(stated.map((slot) => slot?.['used_percent'])),
      );
      expect(sorted(main.map(({ shape }) => shape.durationSeconds))).toEqual(
        sorted(stated.map((slot) => slot?.['limit_window_seconds'] ?? null)),
      );
      for (const { id, shape } of main) {
        if (shape.durationSeconds === 604_800) expect(id).toBe('weekly');
        if (shape.durationSeconds === 18_000) expect(id).toBe('session');
      }
    });

    it.each(codexBodies)('Codex: %s says of credits, spend and resets what the body says', (_, body) => {
      const observation = observed(parseCodexUsage(body, asOfMs));
      const balance = inside(body, 'credits', 'balance');
      expect(Number(valueOf(observation.balance))).toBe(
        balance === undefined || balance === null ? NaN : Number(balance),
      );
      const count = inside(body, 'rate_limit_reset_credits', 'available_count');
      const usable = inside(body, 'rate_limit_reset_credits', 'applicable_available_count');
      expect(observation.resetCredits === undefined ? undefined : valueOf(observation.resetCredits)).toEqual(
        count === undefined ? undefined : { ...usableOf(Number(count), usable), nextExpiresAtMs: null },
      );
      const limit = asRecord(
        inside(body, 'rate_limit', 'individual_limit') ?? inside(body, 'spend_control', 'individual_limit'),
      );
      const spend = valueOf(observation.spend);
      const read =
        spend === undefined || spend === 'unknown' || spend === null ? null : [Number(spend.used), Number(spend.limit)];
      expect(read).toEqual(limit === null ? null : [Number(limit['used']), Number(limit['limit'])]);
    });

    it.each(claudeBodies)('Claude: %s says of windows and spend what the body says', (_, body) => {
      const result = readClaudeUsage(body, asOfMs);
      expectHonest(result);
      const { windows, spend } = observed(result);
      const used = new Map((windows?.items ?? []).map(({ id, usedPercent }) => [id, valueOf(usedPercent)]));
      expect(used.get('session')).toBe(inside(body, 'five_hour', 'utilization'));
      expect(used.get('weekly')).toBe(inside(body, 'seven_day', 'utilization'));
      expect(used.get('weekly:cowork')).toBe(inside(body, 'seven_day_cowork', 'utilization'));
      expect([...used.keys()].some((id) => id.includes('omelette') || id.includes('nimbus'))).toBe(false);
      const credits = inside(body, 'extra_usage', 'used_credits');
      const amount = valueOf(spend);
      const figure =
        amount === undefined || amount === 'unknown' || amount === null ? undefined : Number(amount.used) * 100;
      expect(figure === undefined ? undefined : Math.round(figure)).toBe(credits);
    });
  },
);

describe.skipIf(folder === undefined)(
  'headers and events of QUOTA_TRAY_FIXTURES (skipped unless that folder is named)',
  () => {
    it('holds both', () => {
      expect(Math.min(codexAnswers.length, codexEvents.length)).toBeGreaterThan(0);
    });

    it.each(codexAnswers)('Codex: %s says what its headers say', (_, answer) => {
      const headers = new Map(
        Object.entries(asRecord(answer['headers']) ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      const observation = parseCodexHeaders(Object.fromEntries(headers), asOfMs, answer['body']);
      if (observation === null) throw new Error('Nothing was said.');
      expectHonest({ ok: true, observation });
      const stated = [...headers].filter(([name]) => name.endsWith('-used-percent')).map(([, value]) => Number(value));
      expect(sorted(Object.values(usedById(observation)))).toEqual(sorted(stated));
      expect(observation.windows?.complete ?? false).toBe(false);
      const balance = headers.get('x-codex-credits-balance');
      expect(valueOf(observation.balance)).toEqual(
        balance === undefined ? undefined : balance === '' ? 'unknown' : String(Number(balance)),
      );
    });

    it.each(codexEvents)('Codex: %s says what the event says', (_, event) => {
      const observation = parseCodexEvent(event, asOfMs, 'headers');
      if (observation !== null) expectHonest({ ok: true, observation });
      const blocks = [asRecord(event['rate_limits']), asRecord(event['code_review_rate_limits'])];
      const slots = blocks.flatMap((block) => [asRecord(block?.['primary']), asRecord(block?.['secondary'])]);
      const stated = slots.map((slot) => slot?.['used_percent']).filter((used) => typeof used === 'number');
      expect(sorted(observation === null ? [] : Object.values(usedById(observation)))).toEqual(sorted(stated));
    });
  },
);

describe.skipIf(folder === undefined)('money of QUOTA_TRAY_FIXTURES (skipped unless that folder is named)', () => {
  it.each(bodies(/^anthropic-prepaid-credits-(?!invalid).*\.json$/))(
    'S0 (d): %s has the balance of its amount, not of its parts',
    (_, body) => {
      const reading = parsePrepaidCredits(body);
      expect(Math.round(Number(reading?.balance) * 100)).toBe(body['amount']);
      expect(reading?.currency).toBe(String(body['currency']).toUpperCase());
      expect(reading?.nextExpiresAtMs ?? null).toBe(
        typeof body['next_expires_at'] === 'string' ? Date.parse(body['next_expires_at']) : null,
      );
      expect(parseClaudeMoney(body, asOfMs)?.prepaid).toEqual({ is: 'value', value: reading });
    },
  );

  it.each(cases(/^anthropic-prepaid-credits-invalid.*\.json$/))('%s, case %i says nothing', (_, __, body) => {
    expect(parseClaudeMoney(body, asOfMs)).toBeNull();
  });

  it.each(cases(/^anthropic-overage-credit-grant-format.*\.json$/))(
    '%s, case %i is an offer that can be read',
    (_, __, pair) => {
      const info = asRecord(asArray(pair)?.[0]) ?? {};
      const offer = parseGrantOffer({ available: true, eligible: true, granted: false, ...info });
      expect([offer?.amountMinorUnits, offer?.currency]).toEqual([info['amount_minor_units'], info['currency']]);
    },
  );

  it.each(bodies(/^anthropic-claude-json-overage-cache.*\.json$/))(
    '%s has an offer whose age is not known',
    (_, body) => {
      const entry = asRecord(Object.values(asRecord(body['overageCreditGrantCache']) ?? {})[0]);
      const grant = valueOf(parseGrantCache(body, asOfMs, asOfMs)?.grant);
      expect(grant).toMatchObject({
        answeredAtMs: null,
        amountMinorUnits: inside(entry ?? {}, 'info', 'amount_minor_units'),
      });
    },
  );

  it.each(bodies(/^anthropic-web-overage-spend-limit.*\.json$/))('%s is in minor units', (_, body) => {
    const spend = valueOf(parseClaudeMoney(body, asOfMs)?.spend);
    if (spend === undefined || spend === null || spend === 'unknown') throw new Error('Nothing was said.');
    expect([Number(spend.limit) * 100, Number(spend.used) * 100]).toEqual([
      body['monthly_credit_limit'],
      body['used_credits'],
    ]);
  });

  it.each(bodies(/^codex-monthly-usage.*\.json$/))('%s is a limit in credits', (_, body) => {
    const result = parseMonthlyUsage(body, asOfMs);
    expectHonest(result);
    const spend = valueOf(observed(result).monthlySpend);
    if (spend === undefined || spend === null || spend === 'unknown') throw new Error('Nothing was said.');
    expect([Number(spend.used), Number(spend.limit), spend.resetsAtMs]).toEqual([
      body['current_month_usage'],
      inside(body, 'effective_monthly_limit', 'limit'),
      null,
    ]);
  });

  it.each(bodies(/^codex-reset-credits-list.*\.json$/))('%s counts what can be redeemed', (_, body) => {
    const credits = (asArray(body['credits']) ?? []).map((each) => asRecord(each) ?? {});
    const open = credits.filter(({ status }) => (status ?? 'available') === 'available');
    const times = open.map((each) => Date.parse(String(each['expires_at'])));
    const beforeMs = Math.min(...times) - 1;
    const result = parseResetListAnswer(body, beforeMs);
    expectHonest(result);
    expect(valueOf(observed(result).resetCreditList)).toEqual({
      available: body['available_count'],
      nextExpiresAtMs: Math.min(...times),
    });
    const named = { credits: credits.map((each, index) => ({ ...each, id: `c-${index}` })) };
    expect(redeemableCredits(named, beforeMs).map(({ expiresAtMs }) => expiresAtMs)).toEqual(
      times.sort((a, b) => a - b),
    );
    expect(redeemableCredits(named, Math.max(...times))).toEqual([]);
  });

  it.each(bodies(/^codex-reset-credits-consume-request.*\.json$/))('%s is what we send', (_, body) => {
    const account = {
      id: 'codex:1',
      provider: 'codex',
      label: '',
      email: null,
      plan: null,
      vendorAccountId: null,
      baseUrl: 'http://127.0.0.1/backend-api',
    } as const;
    expect(codexConsumeRequest(account, String(body['redeem_request_id']), null).body).toEqual(body);
  });

  it.each(codexBodies)('Codex: %s lists the limit in force first', (_, body) => {
    const { spend, spendLimits } = observed(parseCodexUsage(body, asOfMs));
    const inForce = valueOf(spend);
    const listed = valueOf(spendLimits);
    if (listed === undefined || listed === 'unknown') expect(inForce).toBeUndefined();
    else expect(listed[0] ?? null).toEqual(inForce);
  });
});

describe.skipIf(folder === undefined)(
  'relays and wallets of QUOTA_TRAY_FIXTURES (skipped unless that folder is named)',
  () => {
    it.each(bodies(/^recap-relay-envelope-.*\.json$/))('S3 wire: %s says what its envelope says', (_, fixture) => {
      const envelope = asRecord(fixture['body']) ?? fixture;
      const result = readRelayBalance(envelope, asOfMs);
      expectHonest(result);
      expect(valueOf(observed(result).ledger)).toMatchObject({
        remaining: envelope['credits_remaining'],
        tier: envelope['tier'],
      });
      const [posted] = parseExternalObservation(
        'relay',
        { provider: 'relay', accountId: null, headers: {}, status: null, body: envelope, statusLine: null },
        asOfMs,
      );
      expect(valueOf(posted?.ledger)).toMatchObject({ lastCharge: Number(envelope['credit_charged']) });
    });

    it.each(bodies(/^umans-wallet-not-found\.json$/))('S2 wire: %s is a key without a wallet', (_, fixture) => {
      const result = parseWallet(fixture['body'], asOfMs, { status: Number(fixture['status']) });
      expect(valueOf(observed(result).prepaid)).toBe('unknown');
    });

    it.each(bodies(/^umans-usage-.*\.json$/))('%s says of sessions what the body says', (_, body) => {
      const result = readKeyUsage(body, asOfMs);
      expectHonest(result);
      const sessions = inside(body, 'usage', 'concurrent_sessions');
      const { concurrency } = observed(result);
      expect(concurrency?.is === 'value' ? concurrency.value.current : null).toBe(sessions ?? null);
    });
  },
);

describe.skipIf(folder === undefined)(
  'formatting cases of QUOTA_TRAY_FIXTURES (skipped unless that folder is named)',
  () => {
    const reader = localeIn('en', 'en-US');
    const credits = formatCases('formatCredits');
    const dollars = formatCases('formatUsd');
    const estimates = formatCases('creditsToUsd');

    it('holds all three tables', () => {
      expect(Math.min(credits.length, dollars.length, estimates.length)).toBeGreaterThan(0);
    });

    /** What is no number is 0 in the tables; here it is unknown, because 0 is a value. */
    const expected = (input: unknown, text: unknown): unknown => (typeof input === 'string' ? unknownText : text);

    it.each(credits)('credits %s in short are %s, or a dash where they are no number', (input, text) => {
      expect(compactCredits(String(input), reader)).toBe(expected(input, text));
    });

    it.each(dollars)('dollars %s in short are %s', (input, text) => {
      expect(compactMoney(String(input), 'USD', reader)).toBe(expected(input, text));
    });

    it.each(estimates)('%s credits at %s per dollar are %s', (input, perUsd, usd) => {
      const amount = parseDecimal(String(input));
      const estimate = amount === null ? null : creditsToUsd(amount, Number(perUsd));
      expect(estimate === null ? null : Number(estimate)).toBe(usd);
    });
  },
);

/** One table of the formatting cases, a row each. */
function formatCases(table: string): readonly (readonly [unknown, unknown, unknown])[] {
  return bodies(/^codex-format-cases\.json$/).flatMap(([, body]) =>
    (asArray(body[table]) ?? []).map((row) => {
      const [input, second, third] = asArray(row) ?? [];
      return [input, second, third] as const;
    }),
  );
}

/** Each case of a table, with the file's name and its place. */
function cases(pattern: RegExp): readonly (readonly [string, number, unknown])[] {
  return bodies(pattern).flatMap(([name, body]) =>
    (asArray(body['cases']) ?? []).map((each, index) => [name, index, each] as const),
  );
}

function bodies(pattern: RegExp): readonly (readonly [string, JsonRecord])[] {
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => pattern.test(name))
    .map((name) => [name, asRecord(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))) ?? {}] as const);
}

function inside(body: JsonRecord, key: string, innerKey: string): unknown {
  return asRecord(body[key])?.[innerKey];
}

function sorted(values: readonly unknown[]): readonly string[] {
  return values.map(String).sort();
}

function usableOf(count: number, usable: unknown): object {
  return typeof usable !== 'number' || usable === count
    ? { available: count }
    : { available: usable, unusable: count - usable };
}
