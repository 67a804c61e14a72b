import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../core/providers/claude/read-usage.ts';
import { readCodexEvent } from '../../core/providers/codex/read-event.ts';
import { readCodexHeaders } from '../../core/providers/codex/read-headers.ts';
import { readCodexUsage } from '../../core/providers/codex/read-usage.ts';
import { asRecord, type JsonRecord } from '../../core/providers/shape.ts';
import { expectHonest } from '../support/honest-reading.ts';
import { observed, usedById, valueOf } from '../support/readings.ts';

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
      const result = readCodexUsage(body, asOfMs);
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
      const observation = observed(readCodexUsage(body, asOfMs));
      const balance = inside(body, 'credits', 'balance');
      expect(Number(valueOf(observation.balance))).toBe(
        balance === undefined || balance === null ? NaN : Number(balance),
      );
      const count = inside(body, 'rate_limit_reset_credits', 'available_count');
      expect(observation.resetCredits === undefined ? undefined : valueOf(observation.resetCredits)).toEqual(
        count === undefined ? undefined : { available: count, nextExpiresAtMs: null },
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
      const observation = readCodexHeaders(Object.fromEntries(headers), asOfMs, answer['body']);
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
      const observation = readCodexEvent(event, asOfMs, 'headers');
      if (observation !== null) expectHonest({ ok: true, observation });
      const blocks = [asRecord(event['rate_limits']), asRecord(event['code_review_rate_limits'])];
      const slots = blocks.flatMap((block) => [asRecord(block?.['primary']), asRecord(block?.['secondary'])]);
      const stated = slots.map((slot) => slot?.['used_percent']).filter((used) => typeof used === 'number');
      expect(sorted(observation === null ? [] : Object.values(usedById(observation)))).toEqual(sorted(stated));
    });
  },
);

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
