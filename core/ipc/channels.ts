/** Channel names only, so that the preload stays one small sandbox-safe file. */
export const commandNames = [
  'panel.get',
  'accounts.refresh',
  'accounts.forget',
  'settings.get',
  'settings.set',
  'windows.open',
  'windows.close',
  'data.reveal',
  'diagnostics.copy',
] as const;

export type CommandName = (typeof commandNames)[number];

export const eventNames = ['panel.changed', 'settings.changed', 'panel.focus-account'] as const;

export type EventName = (typeof eventNames)[number];
