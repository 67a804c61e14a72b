import { namedAccount } from '../../../core/accounts/account-state.ts';
import { type DailyUsageReading, dailyUsageView } from '../../../core/daily-usage/view.ts';
import { dailyUsageDocument, dailyUsageFileName } from '../../../core/daily-usage/export.ts';
import type { DailyUsageView } from '../../../core/daily-usage/view-model.ts';
import type { UsageExportAnswer } from '../../../core/ipc/answers.ts';
import { accountNameOf } from '../../../core/settings/accounts.ts';
import type { CommandHandlers } from '../../electron/ipc/command-handlers.ts';
import type { SaveFile } from '../../electron/dialogs.ts';
import type { Services } from '../../services/create-services.ts';

type UsageHandlers = Pick<CommandHandlers, 'usage.get' | 'usage.refresh' | 'usage.export'>;

/** Makes the handlers of the daily usage drawer, which can also export the days to a file. */
export function dailyUsageHandlers(
  services: Pick<Services, 'dailyUsage' | 'settings' | 'locale' | 'clock' | 'engine'>,
  save: SaveFile,
): UsageHandlers {
  const { dailyUsage, settings, locale, clock } = services;

  const view = (reading: DailyUsageReading | null): DailyUsageView | null =>
    reading === null ? null : dailyUsageView(reading, settings.get(), locale(), clock.nowMs());

  return {
    'usage.get': async ({ accountId }) => view(await dailyUsage.get(accountId)),
    'usage.refresh': async ({ accountId }) => view(await dailyUsage.refresh(accountId)),
    'usage.export': async ({ accountId, format }, { webContentsId }): Promise<UsageExportAnswer> => {
      const { t } = locale();
      const reading = await dailyUsage.get(accountId);
      if (reading === null || reading.days.length === 0)
        return { saved: false, message: t('daily-usage.save-nothing') };
      const nowMs = clock.nowMs();
      const known = services.engine.accounts().map(namedAccount);
      const label = accountNameOf(accountId, known, settings.get(), locale());
      const outcome = await save({
        webContentsId,
        name: dailyUsageFileName(label, format, nowMs),
        content: dailyUsageDocument(label, reading.days, format, nowMs),
      });
      if (outcome.kind === 'cancelled') return { saved: false, message: null };
      return outcome.kind === 'saved'
        ? { saved: true, message: t('daily-usage.saved', { file: outcome.file }) }
        : { saved: false, message: t('daily-usage.not-saved') };
    },
  };
}
