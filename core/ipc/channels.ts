/** Channel names only, so that the preload stays one small sandbox-safe file. */
export const commandNames = [
  'panel.get',
  'accounts.refresh',
  'accounts.forget',
  'accounts.add',
  'accounts.give-key',
  'accounts.remove',
  'offers.open',
  'offers.dismiss',
  'resets.prepare',
  'resets.redeem',
  'usage.enable',
  'usage.get',
  'usage.refresh',
  'usage.export',
  'history.get',
  'history.export',
  'history.clear',
  'notices.get',
  'notices.seen',
  'notices.snooze',
  'problems.seen',
  'hooks.try',
  'warmups.get',
  'warmups.try',
  'settings.get',
  'settings.set',
  'settings.set-confirmed',
  'rates.refresh',
  'windows.open',
  'windows.close',
  'data.reveal',
  'diagnostics.copy',
] as const;

export type CommandName = (typeof commandNames)[number];

/** The windows of the app; each has a page of its own. */
export type WindowKind = 'panel' | 'settings';

export const eventNames = ['panel.changed', 'settings.changed', 'panel.focus-account'] as const;

export type EventName = (typeof eventNames)[number];
