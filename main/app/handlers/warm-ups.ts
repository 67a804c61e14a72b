import type { CommandHandlers } from '../../electron/ipc/register.ts';
import type { Confirm } from '../../electron/confirm.ts';
import type { RunningWarmups } from '../../services/warm-ups.ts';

type WarmupHandlers = Pick<CommandHandlers, 'warmups.get' | 'warmups.try'>;

/** What the settings may ask of warm-ups; the schedules themselves are settings. */
export function warmupCommands(warmups: () => RunningWarmups, confirm: Confirm): WarmupHandlers {
  return {
    'warmups.get': () => warmups().view(),
    'warmups.try': ({ accountId }, { webContentsId }) =>
      warmups().try(accountId, (question) => confirm(webContentsId, question)),
  };
}
