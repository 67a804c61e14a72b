import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDailyUsage } from '../../../../core/daily-usage/answer.ts';
import { parseIncident } from '../../../../core/incidents/incident.ts';
import { parseGrantCache } from '../../../../core/providers/claude/grant.ts';
import { parseClaudeStatusLine } from '../../../../core/providers/claude/status-line.ts';
import { parseAppServerLimits } from '../../../../core/providers/codex/app-server.ts';
import { parseCodexEvent, parseLoggedRateLimits } from '../../../../core/providers/codex/session-log.ts';
import { redeemableCredits } from '../../../../core/providers/codex/reset-credits.ts';
import { parseExternalObservation } from '../../../../core/providers/external-observation.ts';
import { providers } from '../../../../core/providers/registry.ts';
import { accountOf, allEndpoints, fixtureTimeMs } from '../../../support/provider-fixtures.ts';

type Json = Readonly<Record<string, unknown>>;
type Reader = (value: Json) => unknown;

/** How a value is made large: with many entries, keys, levels or letters. */
type Filling = 'list of numbers' | 'list of objects' | 'wide object' | 'wide object of objects' | 'nest' | 'text';
const fillings: readonly Filling[] = [
  'list of numbers',
  'list of objects',
  'wide object',
  'wide object of objects',
  'nest',
  'text',
];

const small = 40_000;
const growth = 8;
/** A quadratic parser takes 64 times as long. The clock, the garbage collector and other programs add noise. */
const mostGrowth = 30;
const noiseMs = 60;
const largestOutcome = 256 * 1024;

const atMs = fixtureTimeMs;
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...allEndpoints().map(({ provider, endpointId }): [string, Reader] => {
    const asked = { account: accountOf(provider, 'https://service.example'), status: 200 };
    const endpoint = providers[provider].endpoints[endpointId];
    return [`${provider} ${endpointId}`, (body) => endpoint?.parse(body, atMs, asked)];
  }),
  ...(['codex', 'claude', 'relay'] as const).map((provider): [string, Reader] => [
    `headers and posted body of ${provider}`,
    (value) => {
      const headers = Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, typeof each === 'string' ? each : '1']),
      );
      const posted = { provider, accountId: null, headers, status: null, body: value, statusLine: value };
      return parseExternalObservation(provider, posted, atMs);
    },
  ]),
  ['status line', (value) => parseClaudeStatusLine({ rate_limits: value }, atMs)],
  ['cache of Claude Code', (value) => parseGrantCache(value, atMs, atMs)],
  ['answer of codex app-server', (value) => parseAppServerLimits(value, atMs, [value, { rateLimits: value }])],
  ['event of Codex', (value) => parseCodexEvent({ type: 'codex.rate_limits', ...value }, atMs, 'log')],
  ['rate limits of a session log', (value) => parseLoggedRateLimits(value, atMs, 'log')],
  ['list of banked resets', (value) => redeemableCredits(value, atMs)],
  ['daily usage', (value) => parseDailyUsage(value, atMs)],
  ['incidents', (value) => parseIncident({ status: { indicator: 'major' }, ...value })],
]);

/** All keys under which a parser looks for several values, and some under which it does not. */
const keys = [
  'additional_rate_limits',
  'rate_limit',
  'rateLimitsByLimitId',
  'rateLimitResetCredits',
  'rateLimits',
  'credits',
  'spend_control',
  'model_usage',
  'limits',
  'model_scoped',
  'cedar_ember',
  'overageCreditGrantCache',
  'balance_infos',
  'quota_snapshots',
  'monthly_quotas',
  'limited_user_quotas',
  'usage',
  'usages',
  'data',
  'teams',
  'rate_limits',
  'incidents',
  'plan_type',
  'tier',
];
function itself(_key: string, value: unknown): Json {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Json) : { value };
}

/** The objects around a list that is not at the top. */
const shells: readonly ((key: string, value: unknown) => Json)[] = [
  (key, value) => ({ [key]: value }),
  (key, value) => ({ data: { [key]: value } }),
  (key, value) => ({ usage: { [key]: value, priority_budget: value } }),
  (key, value) => ({ cedar_ember: { eligible: true, grants: value }, [key]: value }),
  itself,
];

/** How the keys of wide objects and the names in lists begin. */
const names: readonly string[] = ['k', 'x-codex-', 'anthropic-ratelimit-unified-', '\u001B]52;c;', '\u202E'];

const fillingsByName: readonly (readonly [Filling, string])[] = [
  ...fillings.map((filling): readonly [Filling, string] => [filling, 'k']),
  ['wide object of objects', 'x-codex-'],
  ['wide object', 'anthropic-ratelimit-unified-'],
];

const input = fc.record({
  reader: fc.constantFrom(...readers.keys()),
  key: fc.constantFrom(...keys),
  shell: fc.nat({ max: shells.length - 1 }),
  filling: fc.constantFrom(...fillings),
  name: fc.constantFrom(...names),
});

describe('the cost of parsing one answer', () => {
  const values = fillingsByName.map(([filling, name]) => ({
    what: `${filling} of ${name}`,
    little: filled(filling, name, small),
    much: filled(filling, name, small * growth),
  }));

  it.each([...readers.keys()])(
    '%s: takes at most proportional time for an answer eight times as large',
    (name) => {
      const read = readers.get(name) as Reader;
      for (const { what, little, much } of values) {
        for (const shell of shells) {
          for (const key of shell === itself ? ['-'] : keys) {
            if (cpuMs(() => read(shell(key, much))) <= noiseMs) continue;
            // Measures again, because a pause of the garbage collector is not caused by the parser.
            const [littleMs, muchMs] = [cpuMs(() => read(shell(key, little))), cpuMs(() => read(shell(key, much)))];
            expect({ key, what, isInProportion: muchMs < littleMs * mostGrowth + noiseMs }).toEqual({
              key,
              what,
              isInProportion: true,
            });
          }
        }
      }
    },
    300_000,
  );

  it('describes a large answer with a limited number of fields', () => {
    fc.assert(
      fc.property(input, ({ reader, key, shell, filling, name }) => {
        const body = (shells[shell] as (typeof shells)[0])(key, filled(filling, name, small * growth));
        const outcome = (readers.get(reader) as Reader)(body);
        expect((JSON.stringify(outcome) ?? '').length).toBeLessThan(largestOutcome);
        expect(texts(outcome)).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
      }),
      { numRuns: 300 },
    );
  });
});

function filled(filling: Filling, name: string, size: number): unknown {
  const entry = (index: number): Json => ({
    display_name: `${name}${index}`,
    metered_feature: `${name}${index}`,
    category: `${name}${index}`,
    kind: 'weekly_scoped',
    scope: { model: { display_name: `${name}${index}` } },
    status: 'available',
    id: `${name}${index}`,
    name: `${name}${index}`,
    used_pct: 'x',
    percent: 1,
    utilization: 1,
    resets_left: 1,
    rate_limit: { primary_window: { used_percent: 1, limit_window_seconds: index } },
  });
  const count = (letters: number): number => Math.ceil(size / letters);
  switch (filling) {
    case 'list of numbers':
      return Array.from({ length: count(2) }, () => 1);
    case 'list of objects':
      return Array.from({ length: count(40) }, (_, index) => entry(index));
    case 'wide object':
      return Object.fromEntries(Array.from({ length: count(8) }, (_, index) => [`${name}${index}`, 1]));
    case 'wide object of objects':
      return Object.fromEntries(
        Array.from({ length: count(40) }, (_, index) => [`${name}${index}-primary-used-percent`, entry(index)]),
      );
    case 'nest':
      return JSON.parse(`${'['.repeat(count(2))}${']'.repeat(count(2))}`);
    case 'text':
      return name.repeat(count(name.length));
  }
}

function cpuMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** All texts in a value joined together, keys included. */
function texts(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, each]) => `${key}${texts(each)}`)
    .join('');
}
