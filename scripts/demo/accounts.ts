import {
  claudeGrant,
  type ClaudeUsage,
  claudeUsage,
  type ClaudeWindow,
} from '../../tests/support/upstream/claude-usage.ts';
import { type CodexUsage, codexUsage, type CodexWindow } from '../../tests/support/upstream/codex-usage.ts';
import { codexResets } from '../../tests/support/upstream/codex-resets.ts';
import type { DemoAccount, DemoTime } from './account.ts';

const studio = 'River studio';

const minute = 60;
const hour = 3600;
const day = 86_400;
const week = 7 * day;

const codex = (plan: string, usage: (time: DemoTime) => CodexUsage) =>
  ({
    provider: 'codex',
    plan,
    answers: { kind: 'usage' },
    usage: (time: DemoTime) => codexUsage({ plan, ...usage(time) }, time.atMs),
  }) as const;

const claude = (plan: string, usage: (time: DemoTime) => ClaudeUsage) =>
  ({
    provider: 'claude',
    plan,
    answers: { kind: 'usage' },
    usage: (time: DemoTime) => claudeUsage(usage(time), time.atMs),
  }) as const;

const session = (time: DemoTime, usedPercent: number, firstSeconds: number): CodexWindow & ClaudeWindow => ({
  usedPercent,
  resetsInSeconds: time.until(firstSeconds, 5 * hour),
});

const weekly = (time: DemoTime, usedPercent: number, firstSeconds: number): CodexWindow & ClaudeWindow => ({
  usedPercent,
  resetsInSeconds: time.until(firstSeconds, week),
});

/** The accounts of the demo. Each demonstrates one situation. */
export const demoAccounts: readonly DemoAccount[] = [
  {
    name: 'fresh',
    email: 'work@river.example',
    group: studio,
    ...codex('pro', (time) => ({
      session: session(time, 58, 2 * hour + 14 * minute),
      weekly: weekly(time, 59, 3 * day + 5 * hour),
    })),
  },
  {
    name: 'low',
    email: 'studio@river.example',
    group: studio,
    ...codex('plus', (time) => ({ session: session(time, 93, 62 * minute), weekly: weekly(time, 44, 4 * day + hour) })),
  },
  {
    name: 'signed-out-too',
    email: 'night-builds@river.example',
    ...codex('plus', (time) => ({ session: session(time, 31, 96 * minute), weekly: weekly(time, 72, 2 * day) })),
    answers: { kind: 'signed-out' },
    readMinutesAgo: 80,
  },
  {
    name: 'exhausted',
    email: 'intern@river.example',
    ...codex('go', (time) => ({ weekly: weekly(time, 100, 4 * day + 9 * hour) })),
  },
  {
    name: 'blocked',
    email: 'research@river.example',
    ...codex('pro', (time) => ({
      session: session(time, 1, 4 * hour + 50 * minute),
      weekly: weekly(time, 100, 38 * hour),
    })),
  },
  {
    name: 'credits',
    email: 'me@home.example',
    ...codex('plus', (time) => ({
      session: session(time, 22, 3 * hour),
      weekly: weekly(time, 81, 29 * hour),
      credits: { hasCredits: true, balance: '247.5' },
    })),
  },
  {
    name: 'low-credits',
    email: 'sketches@home.example',
    ...codex('plus', (time) => ({
      session: session(time, 66, 2 * hour + 48 * minute),
      weekly: weekly(time, 35, 5 * day + 20 * hour),
      credits: { hasCredits: true, balance: '18.75' },
    })),
  },
  {
    name: 'on-credits',
    email: 'release@river.example',
    group: studio,
    ...codex('business', (time) => ({
      session: session(time, 100, 95 * minute),
      weekly: weekly(time, 74, 3 * day + 11 * hour),
      credits: { hasCredits: true, balance: '1306.2' },
    })),
  },
  {
    name: 'unlimited',
    email: 'platform@river.example',
    ...codex('enterprise', (time) => ({
      session: session(time, 12, 4 * hour),
      weekly: weekly(time, 30, 5 * day),
      credits: { hasCredits: true, unlimited: true, balance: null },
    })),
  },
  {
    name: 'team',
    email: 'team@river.example',
    ...codex('team', (time) => ({
      session: { ...weekly(time, 37, 5 * day + 3 * hour), lengthSeconds: week },
      credits: { hasCredits: true, balance: null },
      spendLimit: { limit: '1000', used: '364.75', resetsInSeconds: time.until(9 * day, 30 * day) },
      spendLimits: {
        workspace_shared: { limit: '20000', used: '18450.5', resetsInSeconds: time.until(9 * day, 30 * day) },
      },
    })),
  },
  {
    name: 'signed-out',
    email: 'old-laptop@home.example',
    ...codex('plus', (time) => ({ session: session(time, 38, 41 * minute), weekly: weekly(time, 15, 6 * day) })),
    answers: { kind: 'signed-out' },
    readMinutesAgo: 190,
  },
  {
    name: 'rate-limited',
    email: 'agents@river.example',
    ...claude('pro', (time) => ({ session: session(time, 47, 2 * hour), weekly: weekly(time, 62, 3 * day) })),
    answers: { kind: 'limited', retryAfterSeconds: 1500 },
    readMinutesAgo: 35,
  },
  {
    name: 'offline',
    email: 'lab@river.example',
    ...codex('business', (time) => ({
      session: session(time, 9, 4 * hour + 5 * minute),
      weekly: weekly(time, 26, 2 * day + 7 * hour),
    })),
    answers: { kind: 'unreachable' },
    readMinutesAgo: 22,
  },
  {
    name: 'not-started',
    email: 'writing@home.example',
    ...claude('pro', (time) => ({ session: { usedPercent: 0 }, weekly: weekly(time, 8, 6 * day + 2 * hour) })),
    further: () => ({ grant: { body: claudeGrant({ amount: 6000, currency: 'USD' }) } }),
  },
  {
    name: 'over-limit',
    email: 'reviews@river.example',
    group: studio,
    ...claude('team', (time) => ({
      session: session(time, 55, 2 * hour + 5 * minute),
      weekly: weekly(time, 68, 4 * day + 12 * hour),
      extraUsage: { used: 11_835, limit: 10_000, currency: 'USD' },
    })),
    isUsedEvenly: true,
    further: () => ({ grant: { body: claudeGrant({ amount: 25_000, currency: 'EUR', eligible: false }) } }),
  },
  {
    name: 'uncapped',
    email: 'nightly@river.example',
    ...claude('max', (time) => ({
      session: session(time, 18, 4 * hour + 30 * minute),
      weekly: weekly(time, 24, 5 * day + 6 * hour),
      extraUsage: { used: 2945, limit: null, currency: 'USD' },
    })),
    rateLimitTier: 'default_claude_max_5x',
  },
  {
    name: 'nine-hours',
    email: 'pilot@river.example',
    ...codex('pro', (time) => ({
      session: {
        usedPercent: 64,
        resetsInSeconds: time.until(6 * hour + 20 * minute, 9 * hour),
        lengthSeconds: 9 * hour,
      },
      weekly: weekly(time, 27, 6 * day),
    })),
    answers: { kind: 'signed-out' },
    readMinutesAgo: 65,
  },
  {
    name: 'max',
    email: 'home@home.example',
    ...claude('max', (time) => ({
      session: session(time, 36, 3 * hour + 25 * minute),
      weekly: weekly(time, 48, 2 * day + 16 * hour),
      models: { Opus: weekly(time, 83, 2 * day + 16 * hour), Sonnet: weekly(time, 21, 2 * day + 16 * hour) },
      extraUsage: { used: 763, limit: 2000, currency: 'EUR' },
      prepaid: { amount: 4120, currency: 'EUR' },
    })),
    rateLimitTier: 'default_claude_max_20x',
  },
  {
    name: 'banked-resets',
    email: 'weekend@home.example',
    ...codex('pro', (time) => ({
      session: session(time, 71, 100 * minute),
      weekly: weekly(time, 86, 5 * day),
      models: { 'GPT-5.3-Codex-Spark': { weekly: weekly(time, 19, 4 * day) } },
      resetCredits: 2,
    })),
    further: (time) => ({
      'reset-credits': codexResets(
        [
          { id: 'reset-1', expiresInSeconds: time.until(6 * day, 30 * day) },
          { id: 'reset-2', expiresInSeconds: time.until(20 * day, 30 * day) },
        ],
        time.atMs,
      ).list(),
    }),
  },
];
