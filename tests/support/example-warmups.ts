import type { Account } from '../../core/providers/account.ts';
import { exampleAccount } from './engine-world.ts';
import { english } from './example-states.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import type { WarmupRun } from '../../core/warm-ups/run.ts';
import { warmupsView } from '../../core/warm-ups/view.ts';
import type { WarmupsView } from '../../core/warm-ups/view-model.ts';
import type { LocaleContext } from '../../core/i18n/translate.ts';
import { createNextOccurrence } from '../../main/node/calendar.ts';

/** Monday, 10:00. */
export const warmupsNowMs = Date.parse('2026-03-02T10:00:00Z');

export const morning = {
  ...{ id: 'm', accountId: 'codex:work', days: [1, 2, 3, 4, 5], time: '07:00', graceMinutes: 30 },
  ...{ enabled: true, sinceMs: 0 },
};

export const morningRun: WarmupRun = {
  ...{ key: 'codex:work|2026-03-02|07:00|UTC', accountId: 'codex:work', slotDate: '2026-03-02', slotTime: '07:00' },
  ...{ slotAtMs: warmupsNowMs - 3 * 3_600_000, timeZone: 'UTC', byHand: false, state: 'started', reason: null },
  ...{ claimedAtMs: warmupsNowMs - 3 * 3_600_000, startedAtMs: warmupsNowMs - 3 * 3_600_000 },
  ...{ endedAtMs: warmupsNowMs - 3 * 3_600_000 + 9_000, resetsAtMs: warmupsNowMs + 2 * 3_600_000 },
};

/** The settings' view of a Monday on which one window was started. */
export function exampleWarmups(
  given: {
    readonly settings?: Partial<Settings>;
    readonly runs?: readonly WarmupRun[];
    readonly locale?: LocaleContext;
    /** Accounts beside the usual three. */
    readonly more?: readonly Account[];
  } = {},
): WarmupsView {
  const settings = { ...defaultSettings, windowWarmups: [morning], windowWarmupCap: { perDay: 2, perWeek: 10 } };
  return warmupsView(
    {
      accounts: [
        exampleAccount('work'),
        exampleAccount('home', { id: 'claude:home', provider: 'claude' }),
        exampleAccount('lab', { id: 'zai:lab', provider: 'zai' }),
        ...(given.more ?? []),
      ],
      folderOf: (accountId) => (accountId === 'codex:work' ? "/home/sam/it's/.codex" : null),
      runs: given.runs ?? [morningRun],
      settings: { ...settings, ...given.settings },
      calendar: { timeZone: 'UTC', next: createNextOccurrence() },
    },
    given.locale ?? english,
    warmupsNowMs,
  );
}
