import type { CommandHandlers } from '../electron/ipc/register.ts';
import type { RunningWarmups } from '../warm-ups.ts';

type WarmupHandlers = Pick<CommandHandlers, 'warmups.get' | 'warmups.try'>;

/** What the settings may ask of warm-ups; the schedules themselves are settings. */
export function warmupCommands(warmups: () => RunningWarmups): WarmupHandlers {
  return {
    'warmups.get': () => warmups().view(),
    'warmups.try': ({ accountId, confirmation }) => warmups().try(accountId, confirmation),
  };
}
