import type { Account } from '../../core/providers/account.ts';
import { dateAfter } from '../../core/units/calendar.ts';
import type { DailyUsageDay, UsagePart } from '../../core/daily-usage/day.ts';
import type { DailyUsageView } from '../../core/daily-usage/view-model.ts';
import { type DailyUsageReading, dailyUsageView } from '../../core/daily-usage/view.ts';
import { addDecimals } from '../../core/units/money.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { localeIn } from './locale.ts';

export const usageNowMs = Date.parse('2026-03-14T09:30:00Z');
const today = '2026-03-14';

export const usageAccount: Account = {
  id: 'codex:work',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: null,
  baseUrl: 'https://chatgpt.com/backend-api',
};

export const allClients: readonly string[] = [
  'CODEX_CLI',
  'CODEX_IDE_VSCODE',
  'CODEX_DESKTOP_APP',
  'CODEX_SERVICE_EXEC',
  'CODEX_SDK_TS',
  'CODEX_FRIDGE',
];

/** Made-up days up to today, of one or several clients; weekends are quiet, and today lacks its tokens. */
export function usageDays(count: number, clients: readonly string[] = allClients.slice(0, 3)): DailyUsageDay[] {
  return Array.from({ length: count }, (_, index) => {
    const date = dateAfter(today, index - count + 1);
    const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    const parts = clients.flatMap((name, place): UsagePart[] => {
      const tenths = weekend ? (place === 0 ? 12 : 0) : ((index * 37 + place * 53) % 140) + 20 - place * 4;
      return tenths <= 0
        ? []
        : [
            {
              name,
              users: 1,
              threads: Math.ceil(tenths / 30),
              turns: Math.ceil(tenths / 4),
              credits: String(tenths / 10),
            },
          ];
    });
    const turns = parts.reduce((sum, part) => sum + (part.turns ?? 0), 0);
    return {
      date,
      asOfMs: usageNowMs - 120_000,
      totals: {
        users: 1,
        threads: parts.reduce((sum, part) => sum + (part.threads ?? 0), 0),
        turns,
        credits: parts.reduce((sum, part) => addDecimals(sum, part.credits ?? '0'), '0'),
      },
      tokens:
        index === count - 1
          ? null
          : {
              asOfMs: usageNowMs - 120_000,
              uncachedInput: turns * 900,
              cachedInput: turns * 14_000,
              output: turns * 1300,
              total: turns * 16_200,
            },
      clients: parts,
      models: [
        { name: 'gpt-5.9-codex', users: 1, threads: 2, turns: turns - Math.floor(turns / 5), credits: '0' },
        { name: 'gpt-5.9-mini', users: 1, threads: 1, turns: Math.floor(turns / 5), credits: '0' },
      ],
    };
  });
}

export interface UsageExample {
  readonly days: number;
  readonly clients?: readonly string[];
  readonly settings?: Partial<Settings>;
  readonly reading?: Partial<DailyUsageReading>;
  readonly locale?: LocaleContext;
}

/** The drawer's view of made-up days, with daily usage turned on. */
export function exampleUsage({ days, clients, settings = {}, reading = {}, locale }: UsageExample): DailyUsageView {
  const known: DailyUsageReading = {
    account: usageAccount,
    days: usageDays(days, clients),
    asked: { answeredAtMs: usageNowMs - 120_000, notBeforeMs: usageNowMs + 480_000 },
    failure: null,
    refused: false,
    oddParts: 0,
    ...reading,
  };
  const english = locale ?? localeIn('en', 'en-GB');
  return dailyUsageView(known, { ...defaultSettings, dailyUsage: true, ...settings }, english, usageNowMs);
}
