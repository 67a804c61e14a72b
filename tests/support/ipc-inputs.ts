import type { CommandName } from '../../core/ipc/channels.ts';
import { confirmedSettingsSchema, freeSettingsSchema } from '../../core/settings/confirmation.ts';
import { defaultSettings } from '../../core/settings/settings.ts';

const defaultsOf = (schema: { readonly entries: object }): object =>
  Object.fromEntries(Object.entries(defaultSettings).filter(([name]) => name in schema.entries));

/** Inputs that each command accepts. */
export const goodInputs: Readonly<Record<CommandName, readonly unknown[]>> = {
  'panel.get': [undefined],
  'texts.get': [undefined],
  'panel.menu': [
    { account: null },
    { account: { isPinned: true, isHidden: false, isMuted: false, isInIcon: false, hasCommand: true } },
  ],
  'layout.change': [
    { kind: 'pin', accountId: 'codex:1', isOn: true },
    { kind: 'order', accountId: 'codex:1', accountIds: ['codex:2', 'codex:1'] },
    { kind: 'figures' },
    { kind: 'text-scale', percent: 120 },
  ],
  'layout.undo': [undefined],
  'panel.fit': [{ heightPx: 600 }],
  'panel.keep-open': [{ isOn: true }],
  'panel.save-picture': [{ png: 'iVBORw0KGgo=' }],
  'panel.copy-picture': [{ png: 'iVBORw0KGgo=' }],
  'account.get': [{ accountId: 'codex:1' }],
  'account.copy': [
    { accountId: null, what: 'text' },
    { accountId: 'codex:1', what: 'start-command' },
  ],
  'account.open-link': [{ accountId: 'codex:1', page: 'usage' }],
  'pool.get': [undefined],
  'history.peaks': [{ accountId: 'codex:1', windowId: 'session' }],
  'accounts.refresh': [{ accountId: null }, { accountId: 'codex:1' }, { accountId: 'x'.repeat(200) }],
  'accounts.forget': [{ accountId: 'codex:1' }],
  'accounts.add': [
    { provider: 'openrouter', label: 'lab', baseUrl: null, organizationId: null, key: 'sk-1' },
    { provider: 'relay', label: 'x', baseUrl: 'https://relay.example', organizationId: 'i-1', key: '' },
  ],
  'keys.storage': [undefined],
  'accounts.places': [undefined],
  'first-run.choose': [
    { isDone: false },
    { startAtLogin: true, notifications: false, iconStyle: 'ring', isDone: true },
  ],
  'first-run.look': [undefined],
  'first-run.copy-sign-in': [{ provider: 'codex' }],
  'sample.show': [{ isOn: true }],
  'accounts.give-key': [{ accountId: 'openrouter:1', key: 'sk-2' }],
  'accounts.remove': [{ accountId: 'openrouter:1' }],
  'suggestions.get': [undefined],
  'suggestions.accept': [{ id: 'opencode:openrouter' }],
  'suggestions.dismiss': [{ id: 'codex-folder:0a1b2c3d' }],
  'suggestions.restore': [undefined],
  'offers.open': [{ accountId: 'claude:1' }],
  'offers.dismiss': [{ accountId: 'claude:1' }],
  'resets.prepare': [{ accountId: 'codex:1' }],
  'resets.copy-command': [{ accountId: 'claude:1' }],
  'resets.redeem': [{ accountId: 'codex:1', confirmation: 'c-1' }],
  'usage.enable': [undefined],
  'usage.get': [{ accountId: 'codex:1' }],
  'usage.refresh': [{ accountId: 'codex:1' }],
  'usage.export': [
    { accountId: 'codex:1', format: 'csv' },
    { accountId: 'codex:1', format: 'json' },
  ],
  'history.get': [
    { accountId: null, windowId: null, range: 'month' },
    { accountId: 'codex:1', windowId: 'session', range: 'period' },
  ],
  'history.export': [
    { accountId: null, format: 'csv' },
    { accountId: 'codex:1', format: 'json' },
  ],
  'history.clear': [undefined],
  'notices.get': [undefined],
  'notices.seen': [undefined],
  'problems.seen': [undefined],
  'notices.snooze': [
    { accountId: null, forMinutes: 60 },
    { accountId: 'codex:1', forMinutes: null },
  ],
  'hooks.try': [{ index: 0 }],
  'warmups.get': [undefined],
  'warmups.try': [{ accountId: 'codex:1' }],
  'settings.get': [undefined],
  'settings.set': [
    {},
    defaultsOf(freeSettingsSchema),
    { theme: 'dark' },
    { refreshMinutes: 1 },
    { creditsPerUsd: 0 },
    {
      refreshSlots: [{ days: [1, 7], time: '07:00' }],
      windowWarmups: [
        { id: 'a', accountId: 'codex:1', days: [1], time: '23:59', graceMinutes: 30, enabled: true, sinceMs: 0 },
      ],
      windowWarmupCap: { perDay: 1, perWeek: 5 },
    },
    { displayCurrency: 'EUR', ownRate: { currency: 'EUR', perUsd: '0.92', date: '2026-11-20' } },
    { alertAtPercent: [] },
    {
      alertKinds: { 'window-back': false },
      alertAtPercent: [50],
      quietHours: { monday: { from: '22:00', to: '07:00' } },
    },
    { accountAlerts: { 'codex:1': { enabled: false } } },
    { accountLabels: { 'codex:1': 'mine' }, accountGroups: { 'codex:1': 'team' } },
  ],
  'settings.set-confirmed': [
    {},
    defaultsOf(confirmedSettingsSchema),
    { codexFolders: ['~/other'] },
    { hooks: [{ event: 'exhausted', command: 'notify', arguments: [] }] },
  ],
  'rates.refresh': [undefined],
  'windows.open': [{ window: 'panel' }, { window: 'settings' }],
  'windows.close': [undefined],
  'data.reveal': [undefined],
  'help.open': [{ page: 'guide' }, { page: 'issues' }, { page: 'licence' }, { page: 'releases' }],
  'diagnostics.copy': [undefined],
};
