import type { Settings } from '../settings/settings.ts';

export type StepSettings = Pick<Settings, 'alertAtPercent' | 'windowAlertAtPercent' | 'accountAlerts'>;

/** The percentages at which a window notifies: the account's own, else the window's, else the general ones. */
export function alertStepsOf(accountId: string, windowId: string, settings: StepSettings): readonly number[] {
  const { session, weekly } = settings.windowAlertAtPercent;
  const ofWindow = windowId === 'session' ? session : windowId === 'weekly' ? weekly : undefined;
  return settings.accountAlerts[accountId]?.alertAtPercent ?? ofWindow ?? settings.alertAtPercent;
}
