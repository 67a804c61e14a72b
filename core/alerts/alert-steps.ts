import type { Settings } from '../settings/settings.ts';

export type StepSettings = Pick<Settings, 'alertAtPercent' | 'windowAlertAtPercent' | 'accountAlerts'>;

/** From how much used on a window is told of: the account's own steps, else the window's, else those of all. */
export function alertStepsOf(accountId: string, windowId: string, settings: StepSettings): readonly number[] {
  const { session, weekly } = settings.windowAlertAtPercent;
  const ofWindow = windowId === 'session' ? session : windowId === 'weekly' ? weekly : undefined;
  return settings.accountAlerts[accountId]?.alertAtPercent ?? ofWindow ?? settings.alertAtPercent;
}
